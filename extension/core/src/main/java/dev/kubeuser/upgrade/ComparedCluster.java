package dev.kubeuser.upgrade;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.question.AccessQuery;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.ClusterKnowledge;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.version.KubernetesVersion;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One side of a comparison, as it was when it was read.
 *
 * @param cluster the cluster, to ask it
 * @param policy its policy
 * @param served the verbs of its resources, and what else authorizers are asked for
 * @param features what its version has
 */
record ComparedCluster(
        Cluster cluster,
        RbacPolicy policy,
        Map<ComparedRequest.Resource, Set<String>> served,
        Set<ServerFeature> features) {

    private static final Set<String> KINDS = Set.of("User", "Group", "ServiceAccount");

    static ComparedCluster read(Cluster cluster) {
        Map<ComparedRequest.Resource, Set<String>> served = new TreeMap<>();
        for (ServedResource resource : ClusterKnowledge.of(cluster).served()) {
            if (resource.scope() != ServedResource.Scope.CLUSTER) {
                add(resource, true, served);
            }
            if (resource.scope() != ServedResource.Scope.NAMESPACED) {
                add(resource, false, served);
            }
        }
        return new ComparedCluster(cluster, ClusterPolicy.read(cluster), served, ServerFeature.of(cluster.version()));
    }

    private static void add(
            ServedResource resource, boolean isNamespaced, Map<ComparedRequest.Resource, Set<String>> served) {
        served.computeIfAbsent(new ComparedRequest.Resource(resource.name(), isNamespaced), first -> new TreeSet<>())
                .addAll(resource.verbs());
    }

    /** The version without its patch, for example {@code 1.35}. */
    String minor() {
        return KubernetesVersion.find(cluster.version())
                .map(version -> version.withoutPatch().toString())
                .orElseGet(cluster::version);
    }

    /** Those of bindings that the API server did not make on its start. */
    Set<Subject> subjects() {
        Set<Subject> subjects = new LinkedHashSet<>();
        policy.bindings().stream()
                .filter(binding -> !binding.isBootstrap())
                .flatMap(binding -> binding.subjects().stream())
                .filter(subject -> KINDS.contains(subject.kind()))
                .forEach(subjects::add);
        return subjects;
    }

    boolean serves(ComparedRequest asked) {
        ComparedRequest.Resource resource = asked.resource();
        return resource == null
                || served.getOrDefault(resource, Set.of())
                        .contains(asked.request().verb());
    }

    boolean allows(UserInfo user, ComparedRequest asked) {
        return allows(asked, request -> policy.allows(user, request));
    }

    /** Asks the API server, which may have other authorizers than RBAC. */
    boolean answers(Subject subject, ComparedRequest asked) {
        AccessReviewer reviewer = AccessReviewer.of(ReviewedSubject.of(cluster, subject));
        return allows(asked, request -> reviewer.answer(query(request)).isAllowed());
    }

    private static AccessQuery query(RequestAttributes request) {
        return request instanceof ResourceAttributes attributes
                ? AccessQuery.of(attributes)
                : AccessQuery.verb(request.verb(), ((NonResourceAttributes) request).path());
    }

    private boolean allows(ComparedRequest asked, Predicate<RequestAttributes> authorizer) {
        return serves(asked)
                && authorizer.test(asked.request())
                && (!needsCreate(asked) || authorizer.test(asked.withCreate()));
    }

    /** Whether the server also asks for {@code create} of the resource. */
    boolean needsCreate(ComparedRequest asked) {
        return asked.isStreamByGet() && features.contains(ServerFeature.CREATE_FOR_STREAMS);
    }
}
