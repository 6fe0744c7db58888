/**
 * Compares access matrices.
 */
@NullMarked
package dev.kubeuser.matrix.internal;

import org.jspecify.annotations.NullMarked;
