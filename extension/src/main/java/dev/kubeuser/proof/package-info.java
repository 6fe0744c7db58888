/**
 * What tests have proved about a policy: which of its permissions were exercised, and which mistakes in it they would
 * notice.
 *
 * <p>Builds on {@link dev.kubeuser.policy} and {@link dev.kubeuser.assertion}. Begin with
 * {@link dev.kubeuser.proof.Proof}.
 */
@NullMarked
package dev.kubeuser.proof;

import org.jspecify.annotations.NullMarked;
