/**
 * The root of all exceptions of this library. Each room has exceptions of its own below it.
 */
@NullMarked
package dev.kubeuser.error;

import org.jspecify.annotations.NullMarked;
