/** The operator again, smaller, with the controllers of the official Java client. */
@NullMarked
package dev.kubeuser.samples.operator.clientjava;

import org.jspecify.annotations.NullMarked;
