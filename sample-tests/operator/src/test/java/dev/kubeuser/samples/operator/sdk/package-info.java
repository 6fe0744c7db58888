/** What the Operator SDK's own integration tests cover, on this control plane; written anew. */
@NullMarked
package dev.kubeuser.samples.operator.sdk;

import org.jspecify.annotations.NullMarked;
