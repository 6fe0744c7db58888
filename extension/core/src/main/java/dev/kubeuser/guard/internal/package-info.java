/**
 * Whether admission of a cluster lets pods reach their node.
 */
@NullMarked
package dev.kubeuser.guard.internal;

import org.jspecify.annotations.NullMarked;
