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
            used("podsecuritypolicies.policy", EITHER, Set.of("use")),
            used("securitycontextconstraints.security.openshift.io", EITHER, Set.of("use")),
            used("nodes/checkpoint", CLUSTER, BY_METHOD),
            used("nodes/configz", CLUSTER, BY_METHOD),
            used("nodes/healthz", CLUSTER, BY_METHOD),
            used("nodes/log", CLUSTER, BY_METHOD),
            used("nodes/metrics", CLUSTER, BY_METHOD),
            used("nodes/pods", CLUSTER, BY_METHOD),
            used("nodes/spec", CLUSTER, BY_METHOD),
            used("nodes/stats", CLUSTER, BY_METHOD));

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
        String own = withoutImpersonation(verb);
        return OF_REQUESTS.contains(own)
                || ALL.stream().anyMatch(usage -> usage.verbs().contains(own));
    }

    /** The verb of the request that is made by impersonation, or the verb itself. */
    static String withoutImpersonation(String verb) {
        for (String prefix : IMPERSONATE_ON) {
            if (verb.startsWith(prefix)) {
                return verb.substring(prefix.length());
            }
        }
        return verb;
    }
}
