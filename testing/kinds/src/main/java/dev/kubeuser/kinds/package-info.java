/** Runs the same test classes on each kind of cluster. Users of the library do not get this package. */
@NullMarked
package dev.kubeuser.kinds;

import org.jspecify.annotations.NullMarked;
