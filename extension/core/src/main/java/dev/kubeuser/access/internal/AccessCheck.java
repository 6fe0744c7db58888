package dev.kubeuser.access.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;

/**
 * One access check of an assertion.
 *
 * @param userInfo the user with all groups, as the API server knows it
 * @param request what was asked
 * @param expected whether the test expects it to be allowed
 * @param allowed whether the API server allows it
 */
public record AccessCheck(UserInfo userInfo, RequestAttributes request, boolean expected, boolean allowed) {}
