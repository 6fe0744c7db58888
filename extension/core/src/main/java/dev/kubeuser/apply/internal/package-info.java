/**
 * Knows where the objects in a cluster were written.
 */
@NullMarked
package dev.kubeuser.apply.internal;

import org.jspecify.annotations.NullMarked;
