/**
 * The access matrix: who may do what, and where.
 */
@NullMarked
package dev.kubeuser.matrix;

import org.jspecify.annotations.NullMarked;
