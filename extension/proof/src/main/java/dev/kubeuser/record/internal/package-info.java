/** The record of a run: each decision of the API server with the policy that was in force. */
@NullMarked
package dev.kubeuser.record.internal;

import org.jspecify.annotations.NullMarked;
