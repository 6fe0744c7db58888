/** Admission and conversion webhooks that the test's process serves. */
@NullMarked
package dev.kubeuser.webhook;

import org.jspecify.annotations.NullMarked;
