/**
 * What a test demands: AssertJ assertions on a user's access and on what the API server answered, and the wording of
 * their failures.
 *
 * <p>Builds on {@link dev.kubeuser.access} and {@link dev.kubeuser.policy}. Begin with
 * {@link dev.kubeuser.assertion.KubeAssertions} and {@link dev.kubeuser.assertion.AccessQuery}.
 */
@NullMarked
package dev.kubeuser.assertion;

import org.jspecify.annotations.NullMarked;
