/**
 * What a policy leads to: by which ways somebody can get more rights than were granted, and which permissions are risky.
 *
 * <p>Builds on {@link dev.kubeuser.policy}. Begin with {@link dev.kubeuser.policy.escalation.Escalation} and
 * {@link dev.kubeuser.policy.escalation.Risk}.
 */
@NullMarked
package dev.kubeuser.policy.escalation;

import org.jspecify.annotations.NullMarked;
