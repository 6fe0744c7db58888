/** An admission webhook that the test serves. */
@NullMarked
package dev.kubeuser.samples.webhook;

import org.jspecify.annotations.NullMarked;
