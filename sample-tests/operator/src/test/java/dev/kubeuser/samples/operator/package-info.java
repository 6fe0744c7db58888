/** Operators under the rights that their chart gives them. */
@NullMarked
package dev.kubeuser.samples.operator;

import org.jspecify.annotations.NullMarked;
