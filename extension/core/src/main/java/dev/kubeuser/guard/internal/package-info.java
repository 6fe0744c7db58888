/**
 * What in admission guards a cluster: whether it lets pods reach their node, and the ways to bypass it.
 */
@NullMarked
package dev.kubeuser.guard.internal;

import org.jspecify.annotations.NullMarked;
