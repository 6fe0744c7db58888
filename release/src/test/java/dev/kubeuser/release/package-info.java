/** Checks of a release: of its scripts, of what was staged, and of the workflows. */
@NullMarked
package dev.kubeuser.release;

import org.jspecify.annotations.NullMarked;
