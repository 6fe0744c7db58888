package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;

/**
 * A permission that a subject asked the API server about, for itself, and was told that it has. A controller does so to
 * find out whether it can work, as before leader election, and stops if it cannot.
 *
 * @param user the subject
 * @param request what it asked for
 */
public record AskedAccess(UserInfo user, RequestAttributes request) {}
