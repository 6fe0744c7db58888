/** Runs one and the same test class on each kind of cluster. Nothing of it reaches users of the library. */
@NullMarked
package dev.kubeuser.kinds;

import org.jspecify.annotations.NullMarked;
