package dev.kubeuser.review;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;

/**
 * One question that an assertion asked, and the answer.
 *
 * @param requester who, with all groups, as the API server says
 * @param question for what
 * @param asserted whether the test demands that it is allowed
 * @param answered whether the API server said that it is
 */
public record Finding(UserInfo requester, RequestAttributes question, boolean asserted, boolean answered) {}
