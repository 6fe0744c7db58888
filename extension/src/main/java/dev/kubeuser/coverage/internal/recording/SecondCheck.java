package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.Map;
import java.util.Set;

/**
 * Requests that the API server may forbid after authorizers have allowed them, because of what is in them: a role that has
 * more rights than who writes it, a certificate of a signer that one may not approve for.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
 *     escalation prevention</a>
 */
final class SecondCheck {

    private static final Set<String> WRITING = Set.of("create", "update", "patch");
    private static final Map<String, Set<String>> RESOURCES = Map.of(
            "rbac.authorization.k8s.io",
            Set.of("roles", "clusterroles", "rolebindings", "clusterrolebindings"),
            "certificates.k8s.io",
            Set.of("certificatesigningrequests", "clustertrustbundles"));

    private SecondCheck() {}

    static boolean concerns(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && WRITING.contains(resource.verb())
                && RESOURCES.getOrDefault(resource.apiGroup(), Set.of()).contains(resource.resource());
    }
}
