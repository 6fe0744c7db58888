package dev.kubeuser.rbac;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The namespace and name of a ServiceAccount, which make up its user name.
 *
 * @param namespace the namespace
 * @param name the name
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens">Service account
 *     tokens</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ServiceAccountName(String namespace, String name) {

    private static final String PREFIX = "system:serviceaccount:";

    /**
     * {@return the ServiceAccount with a user name, or empty for any other user}
     *
     * @param userName for example {@code system:serviceaccount:ci:deployer}
     */
    public static Optional<ServiceAccountName> ofUser(String userName) {
        if (!userName.startsWith(PREFIX)) {
            return Optional.empty();
        }
        List<String> parts = List.of(userName.substring(PREFIX.length()).split(":", -1));
        boolean isWhole = parts.size() == 2 && parts.stream().noneMatch(String::isEmpty);
        return isWhole ? Optional.of(new ServiceAccountName(parts.get(0), parts.get(1))) : Optional.empty();
    }

    /**
     * {@return its user name in requests and in bindings to a User}
     */
    public String userName() {
        return PREFIX + namespace + ":" + name;
    }

    /** {@return for example {@code ServiceAccount ci/deployer}} */
    @Override
    public String toString() {
        return Subject.serviceAccount(namespace, name).toString();
    }
}
