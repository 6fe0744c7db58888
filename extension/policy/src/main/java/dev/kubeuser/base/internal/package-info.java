/** The base of every other package: private files, deadlines, DNS names, the API server's Status, known versions. */
@NullMarked
package dev.kubeuser.base.internal;

import org.jspecify.annotations.NullMarked;
