package dev.kubeuser.access.internal;

import dev.kubeuser.rbac.UserInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a request asks for by its {@code Impersonate} headers.
 *
 * @param sender the user whose credential the request has
 * @param userName the impersonated user
 * @param groups the groups it names; if it names none, the API server adds those of a ServiceAccount
 * @param uid the UID it names, or empty
 * @param extra the values it names, by lower-case key
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
 */
public record Impersonation(
        UserInfo sender, String userName, List<String> groups, String uid, Map<String, List<String>> extra) {

    private static final String AUTHENTICATED = "system:authenticated";
    private static final String UNAUTHENTICATED = "system:unauthenticated";

    /** Copies the collections. */
    public Impersonation {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** {@return the user info that the request is authorized as, with the groups that the API server adds} */
    public UserInfo impersonated() {
        return impersonated(userName, groups);
    }

    /**
     * {@return the user info that a request with impersonation is authorized as}
     *
     * @param userName the impersonated user
     * @param groups the groups that the request names
     */
    public static UserInfo impersonated(String userName, List<String> groups) {
        if (groups.isEmpty()) {
            return UserInfo.of(UserInfo.exactly(userName).subject());
        }
        Set<String> all = new LinkedHashSet<>(groups);
        if (userName.equals(UserInfo.anonymous().name())) {
            all.add(UNAUTHENTICATED);
        } else if (!all.contains(UNAUTHENTICATED)) {
            all.add(AUTHENTICATED);
        }
        return new UserInfo(userName, all);
    }
}
