package dev.kubeuser.upgrade;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.ClusterKnowledge;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.version.KubernetesVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One of two clusters that are compared.
 *
 * @param cluster the cluster
 * @param policy its policy
 * @param features what its server does that some versions do not
 * @param verbs what it serves, or asks authorizers for: the verbs of each resource
 * @param served the same as requests, with all paths
 */
record Side(
        Cluster cluster,
        EffectivePolicy policy,
        Set<ServerFeature> features,
        Map<String, Set<String>> verbs,
        RequestSet served) {

    /** For them the server may also ask for {@code create}. */
    private static final RequestSet STREAMS_BY_GET = RequestSet.ofResources(
            List.of("get"), List.of(""), List.of("pods/exec", "pods/attach", "pods/portforward"), List.of());

    static Side read(Cluster cluster) {
        EffectivePolicy policy = ClusterPolicy.inForce(cluster);
        return of(
                cluster, policy, policy.features(), ClusterKnowledge.of(cluster).served());
    }

    static Side of(
            Cluster cluster, EffectivePolicy policy, Set<ServerFeature> features, List<ServedResource> resources) {
        Map<String, Set<String>> verbs = new LinkedHashMap<>();
        resources.forEach(resource -> verbs.computeIfAbsent(resource.name().toString(), first -> new TreeSet<>())
                .addAll(resource.verbs()));
        RequestSet served =
                RequestSet.union(resources.stream().map(Side::requests).toList());
        return new Side(cluster, policy, features, verbs, served.union(RequestSet.allPaths()));
    }

    private static RequestSet requests(ServedResource resource) {
        ResourceName name = resource.name();
        RequestSet everywhere =
                RequestSet.ofResources(resource.verbs(), List.of(name.group()), List.of(name.inRules()), List.of());
        return resource.scope() == ServedResource.Scope.CLUSTER ? everywhere.in("") : everywhere;
    }

    /** The version without its patch, for example {@code 1.35}. */
    String minor() {
        return KubernetesVersion.find(cluster.version())
                .map(version -> version.withoutPatch().toString())
                .orElseGet(cluster::version);
    }

    /** Those of bindings that the API server did not make on its start. */
    Stream<Subject> subjects() {
        return policy.subjects().stream()
                .filter(subject -> policy.bindingsOf(subject).stream().anyMatch(binding -> !binding.isBootstrap()));
    }

    /** What a subject may do by the policy, of what is served. */
    RequestSet allowed(Subject subject) {
        RequestSet granted = policy.requestsOf(subject).intersection(served);
        return needsCreate() ? granted.minus(STREAMS_BY_GET.minus(granted.withVerb("create", "get"))) : granted;
    }

    private boolean needsCreate() {
        return features.contains(ServerFeature.CREATE_FOR_STREAMS);
    }

    /** Whether the server also asks for {@code create} of the resource. */
    boolean needsCreate(RequestAttributes request) {
        return needsCreate() && STREAMS_BY_GET.contains(request);
    }

    /** Asks the API server, which may have other authorizers than RBAC. */
    boolean answers(Subject subject, RequestAttributes request) {
        AccessReviewer reviewer = AccessReviewer.of(ReviewedSubject.of(cluster, subject));
        return served.contains(request)
                && reviewer.answer(AccessQuery.of(request)).isAllowed()
                && (!needsCreate(request)
                        || reviewer.answer(AccessQuery.of(((ResourceAttributes) request).withVerb("create")))
                                .isAllowed());
    }
}
