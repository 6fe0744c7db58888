/** The operator with the controllers of the official Java client, under the rights of the same chart. */
@NullMarked
package dev.kubeuser.samples.operator.clientjava;

import org.jspecify.annotations.NullMarked;
