/**
 * Tables of who may do what.
 */
@NullMarked
package dev.kubeuser.matrix;

import org.jspecify.annotations.NullMarked;
