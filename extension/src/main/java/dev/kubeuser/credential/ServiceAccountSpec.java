package dev.kubeuser.credential;

import dev.kubeuser.rbac.ServiceAccountName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A ServiceAccount to be: what goes into the request for a token.
 *
 * @param namespace of the ServiceAccount
 * @param name of the ServiceAccount
 * @param audiences for whom the token is meant; none for the API server
 * @param lifetime how long the token shall be valid, in full seconds
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/">Managing Service
 *     Accounts</a>
 */
public record ServiceAccountSpec(String namespace, String name, List<String> audiences, Duration lifetime)
        implements SubjectSpec {

    /** The shortest lifetime that the API server takes: 600 s. */
    public static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(10);

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /**
     * Checks what the server would refuse, so that it is reported before anything starts.
     *
     * @throws IllegalArgumentException if a name cannot be one of Kubernetes, or the lifetime is too short
     */
    public ServiceAccountSpec {
        audiences = List.copyOf(audiences);
        require("namespace", namespace, LABEL);
        require("name", name, SUBDOMAIN);
        if (lifetime.compareTo(SHORTEST_LIFETIME) < 0) {
            throw new IllegalArgumentException("expirationSeconds is " + lifetime.toSeconds()
                    + "; the API server takes " + SHORTEST_LIFETIME.toSeconds() + " or more");
        }
    }

    private static void require(String what, String text, Pattern pattern) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" cannot be the " + what
                    + " of a ServiceAccount: lower-case letters, digits and - are allowed; write NAMESPACE/NAME,"
                    + " as in \"ci/deployer\"");
        }
    }

    /**
     * {@return the name that the API server knows it by, {@code system:serviceaccount:NAMESPACE:NAME}}
     */
    @Override
    public String userName() {
        return new ServiceAccountName(namespace, name).userName();
    }

    /**
     * {@return the groups that the API server puts it into, beside {@code system:authenticated}}
     */
    public Set<String> groups() {
        return Set.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }

    @Override
    public String subject() {
        return "ServiceAccount \"" + namespace + "/" + name + "\"";
    }

    @Override
    public String settings() {
        return "audiences " + audiences + ", expirationSeconds " + lifetime.toSeconds();
    }
}
