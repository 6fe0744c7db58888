package dev.kubeuser.assertion;

import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.Requester;

/**
 * One question that an assertion asked, and the answer.
 *
 * @param requester who, with all groups, as the API server says
 * @param question for what
 * @param asserted whether the test demands that it is allowed
 * @param answered whether the API server said that it is
 */
public record Finding(Requester requester, RequestAttributes question, boolean asserted, boolean answered) {}
