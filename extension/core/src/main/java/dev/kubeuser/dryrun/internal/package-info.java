/**
 * Dry runs of pods that reach their node.
 */
@NullMarked
package dev.kubeuser.dryrun.internal;

import org.jspecify.annotations.NullMarked;
