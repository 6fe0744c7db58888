/** Makes the archive with the command line, its Java runtime and a control plane. */
@NullMarked
package dev.kubeuser.archive;

import org.jspecify.annotations.NullMarked;
