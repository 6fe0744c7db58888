// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import static dev.kubeuser.query.internal.ServedResource.Scope.CLUSTER;
import static dev.kubeuser.query.internal.ServedResource.Scope.EITHER;
import static dev.kubeuser.query.internal.ServedResource.Scope.NAMESPACED;

import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.request.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Verbs that authorizers are asked for in addition to those in a server's discovery: by admission, storage,
 * impersonation and kubelets.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#authorization-verbs">Authorization
 *     verbs</a>
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/">Kubelet
 *     authentication/authorization</a>
 */
public final class KnownVerbs {

    /** The verbs of requests for resources. */
    public static final List<String> OF_REQUESTS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** A node's request for a token asks for it: the resource is the audience, the name that of the ServiceAccount. */
    private static final String TOKEN_AUDIENCE = "request-serviceaccounts-token-audience";

    /** A node's request for a certificate of a pod asks for it: the resource is the signer, {@code :} stands for /. */
    private static final String POD_CERTIFICATE_SIGNER = "request-serviceaccounts-podcertificate-signer";

    /** A deletion that does not read the object asks for it, besides {@code delete}. */
    public static final String UNSAFE_DELETE = "unsafe-delete-ignore-read-errors";

    private static final String CERTIFICATES = "certificates.k8s.io";
    private static final String FINALIZERS = "finalizers";
    private static final Set<String> BY_METHOD = Set.of("get", "create", "update", "patch", "delete");
    private static final Set<String> IMPERSONATE = Set.of("impersonate");
    private static final Set<String> CONSTRAINED = Set.of("impersonate:user-info");
    private static final List<String> IMPERSONATE_ON = List.of(
            "impersonate-on:user-info:",
            "impersonate-on:serviceaccount:",
            "impersonate-on:arbitrary-node:",
            "impersonate-on:associated-node:");

    /** By the feature that adds them; those that all versions have are elsewhere. */
    private static final Map<ServerFeature, List<ServedResource>> OF_FEATURES = Map.of(
            ServerFeature.CONSTRAINED_IMPERSONATION,
            List.of(
                    used("users.authentication.k8s.io", CLUSTER, CONSTRAINED),
                    used("groups.authentication.k8s.io", CLUSTER, CONSTRAINED),
                    used("uids.authentication.k8s.io", CLUSTER, CONSTRAINED),
                    used("userextras.authentication.k8s.io/*", CLUSTER, CONSTRAINED),
                    used("serviceaccounts.authentication.k8s.io", NAMESPACED, Set.of("impersonate:serviceaccount")),
                    used(
                            "nodes.authentication.k8s.io",
                            CLUSTER,
                            Set.of("impersonate:arbitrary-node", "impersonate:associated-node"))),
            ServerFeature.RESOURCE_CLAIM_STATUS,
            List.of(
                    used("resourceclaims.resource.k8s.io/binding", CLUSTER, Set.of("update", "patch")),
                    used(
                            "resourceclaims.resource.k8s.io/driver",
                            NAMESPACED,
                            Set.of(
                                    "associated-node:update",
                                    "associated-node:patch",
                                    "arbitrary-node:update",
                                    "arbitrary-node:patch"))));

    private static final List<ServedResource> USAGES = List.of(
            used("roles.rbac.authorization.k8s.io", NAMESPACED, Set.of("bind", "escalate")),
            used("clusterroles.rbac.authorization.k8s.io", EITHER, Set.of("bind")),
            used("clusterroles.rbac.authorization.k8s.io", CLUSTER, Set.of("escalate")),
            used("users", CLUSTER, Set.of("impersonate")),
            used("groups", CLUSTER, Set.of("impersonate")),
            used("serviceaccounts", NAMESPACED, Set.of("impersonate")),
            used("uids.authentication.k8s.io", CLUSTER, IMPERSONATE),
            used("userextras.authentication.k8s.io/*", CLUSTER, IMPERSONATE),
            used("signers.certificates.k8s.io", CLUSTER, Set.of("approve", "sign", "attest")),
            used("certificatesigningrequests.certificates.k8s.io/nodeclient", CLUSTER, Set.of("create")),
            used("certificatesigningrequests.certificates.k8s.io/selfnodeclient", CLUSTER, Set.of("create")),
            used("admissionReviewAPIGroups.authentication.k8s.io", CLUSTER, Set.of("attest")),
            used("podsecuritypolicies.policy", EITHER, Set.of("use")),
            used("securitycontextconstraints.security.openshift.io", EITHER, Set.of("use")),
            // No other API of others is here: what bypasses Pod Security is asked about wherever it is served.
            used("securitycontextconstraints.security.openshift.io", CLUSTER, Set.copyOf(OF_REQUESTS)),
            used("nodes/checkpoint", CLUSTER, BY_METHOD),
            used("nodes/configz", CLUSTER, BY_METHOD),
            used("nodes/healthz", CLUSTER, BY_METHOD),
            used("nodes/log", CLUSTER, BY_METHOD),
            used("nodes/metrics", CLUSTER, BY_METHOD),
            used("nodes/pods", CLUSTER, BY_METHOD),
            used("nodes/spec", CLUSTER, BY_METHOD),
            used("nodes/stats", CLUSTER, BY_METHOD));

    /** What follows from a request, and from what it writes. */
    private static final List<ServedResource> IN_BODIES = List.of(
            used("roles.rbac.authorization.k8s.io", NAMESPACED, Set.of("bind", "escalate")),
            used("clusterroles.rbac.authorization.k8s.io", EITHER, Set.of("bind", "escalate")),
            used("signers.certificates.k8s.io", CLUSTER, Set.of("approve", "sign", "attest")),
            used(
                    "resourceclaims.resource.k8s.io/driver",
                    NAMESPACED,
                    Set.of(
                            "associated-node:update",
                            "associated-node:patch",
                            "arbitrary-node:update",
                            "arbitrary-node:patch")));

    private static final List<ServedResource> ALL = of(ServerFeature.all());

    private KnownVerbs() {}

    private static ServedResource used(String resource, ServedResource.Scope scope, Set<String> verbs) {
        return new ServedResource(ResourceName.parse(resource), scope, verbs);
    }

    /** What can be asked about a resource, whether or not discovery knows it. */
    public static List<ServedResource> of(ResourceName name, Discovery discovery, Set<ServerFeature> features) {
        List<ServedResource> usages = new ArrayList<>();
        discovery.find(name).ifPresent(found -> usages.add(found));
        of(features).stream().filter(usage -> usage.isOf(name)).forEach(usages::add);
        if (name.subresource().equals(FINALIZERS)) {
            // Setting blockOwnerDeletion needs it: admission's OwnerReferencesPermissionEnforcement.
            discovery
                    .find(name.parent())
                    .ifPresent(owner -> usages.add(new ServedResource(name, owner.scope(), Set.of("update"))));
        }
        return usages;
    }

    /**
     * What discovery shows and what else admission and controllers ask authorizers for, except wildcards for
     * subresources.
     */
    public static List<ServedResource> with(Collection<ServedResource> discovered, Set<ServerFeature> features) {
        return Stream.concat(discovered.stream(), of(features).stream().filter(usage -> !usage.isOfAnySubresource()))
                .toList();
    }

    /** All that an API server with these features asks for. */
    public static List<ServedResource> of(Set<ServerFeature> features) {
        List<ServedResource> usages = new ArrayList<>(USAGES);
        OF_FEATURES.forEach((feature, more) -> {
            if (features.contains(feature)) {
                usages.addAll(more);
            }
        });
        return usages;
    }

    /** The feature that an API server lacks, and without which it does not ask for a verb on a resource. */
    static Optional<ServerFeature> lackingFor(ResourceName name, String verb, Set<ServerFeature> features) {
        return OF_FEATURES.entrySet().stream()
                .filter(feature -> !features.contains(feature.getKey()))
                .filter(feature -> feature.getValue().stream()
                        .anyMatch(usage -> usage.isOf(name) && usage.verbs().contains(verb)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether a verb is that of a request, or one that authorizers are also asked for by some version. */
    static boolean isKnown(String verb) {
        String own = ofRequest(verb);
        return isOfAnyText(verb)
                || OF_REQUESTS.contains(own)
                || ALL.stream().anyMatch(usage -> usage.verbs().contains(own));
    }

    /**
     * The verbs that authorizers are asked for although nothing in an audit log says so: admission, kubelets and other
     * people's programs ask for them without a request. Those that follow from a request and its body are not among
     * them, such as {@code bind}. What a {@code *} stands for is known only of Kubernetes' own resources and
     * OpenShift's.
     *
     * @param verb the verb of a rule
     * @param resource the resource of the rule, which may have a {@code *}
     * @return the verb; for a {@code *} the verbs of this resource; or none
     */
    public static Set<String> withoutTrace(String verb, ResourceName resource) {
        return verb.equals("*")
                ? USAGES.stream()
                        .filter(usage -> usage.name().equals(resource))
                        .flatMap(usage -> usage.verbs().stream())
                        .filter(usage -> !leavesTrace(usage, resource))
                        .collect(Collectors.toCollection(TreeSet::new))
                : leavesTrace(verb, resource) ? Set.of() : Set.of(verb);
    }

    private static boolean leavesTrace(String verb, ResourceName resource) {
        return OF_REQUESTS.contains(verb)
                || verb.startsWith("impersonate")
                || IN_BODIES.stream()
                        .anyMatch(usage ->
                                usage.verbs().contains(verb) && usage.name().equals(resource));
    }

    /** The verb of the request for which authorizers are asked for a verb, too; or the verb itself. */
    static String ofRequest(String verb) {
        if (verb.equals(UNSAFE_DELETE)) {
            return "delete";
        }
        for (String prefix : IMPERSONATE_ON) {
            if (verb.startsWith(prefix)) {
                return verb.substring(prefix.length());
            }
        }
        return verb;
    }

    /** The feature without which no authorizer is asked for a verb, whatever the resource. */
    static Optional<ServerFeature> neededFor(String verb) {
        if (verb.equals(UNSAFE_DELETE)) {
            return Optional.of(ServerFeature.UNSAFE_DELETE);
        }
        if (verb.equals(POD_CERTIFICATE_SIGNER)) {
            return Optional.of(ServerFeature.POD_CERTIFICATES);
        }
        return ofRequest(verb).equals(verb) ? Optional.empty() : Optional.of(ServerFeature.CONSTRAINED_IMPERSONATION);
    }

    /** Whether a verb is on an audience or a signer, which may be any text. */
    public static boolean isOfAnyText(String verb) {
        return verb.equals(TOKEN_AUDIENCE) || verb.equals(POD_CERTIFICATE_SIGNER);
    }

    /** Whether a verb is on any text, and a rule for it has the API group. */
    public static boolean isOfAnyText(String verb, Collection<String> groups) {
        return isOfAnyText(verb) && groups.stream().anyMatch(group -> group.equals("*") || group.equals(group(verb)));
    }

    private static String group(String verb) {
        return verb.equals(POD_CERTIFICATE_SIGNER) ? CERTIFICATES : "";
    }

    /** The resource of a verb that is on any text. */
    public static ResourceName ofAnyText(String verb, String text) {
        String group = group(verb);
        String name = text.endsWith("." + group) ? text.substring(0, text.length() - group.length() - 1) : text;
        return new ResourceName(group, group.isEmpty() ? text : name.replace('/', ':'), "");
    }
}
