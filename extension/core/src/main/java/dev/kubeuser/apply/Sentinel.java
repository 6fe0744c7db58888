package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.ManifestException;
import java.util.UUID;

/** A role and its binding that grant a nonexistent resource to a nonexistent user, in the cluster or in a namespace. */
final class Sentinel implements AutoCloseable {

    private static final String NAMESPACE = "default";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    private final String name = "kubeuser-sentinel-" + UUID.randomUUID();
    private final boolean clusterWide;
    private final KubeAccess access;
    private final OwnObjects objects;

    Sentinel(KubeAccess access, boolean clusterWide) {
        this.access = access;
        this.clusterWide = clusterWide;
        this.objects = new OwnObjects(access, NAMESPACE);
    }

    boolean isClusterWide() {
        return clusterWide;
    }

    void write() {
        String role = clusterWide ? "ClusterRole" : "Role";
        String namespace = clusterWide ? "" : ", \"namespace\": \"" + NAMESPACE + "\"";
        objects.create("""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"%3$s},
                 "rules": [{"apiGroups": ["sentinel.kubeuser.dev"], "resources": ["%4$s"], "verbs": ["get"]}]}
                """.formatted(role, name, namespace, resource()));
        objects.create("""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%1$sBinding", "metadata": {"name": "%2$s"%3$s},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%1$s", "name": "%2$s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%2$s"}]}
                """.formatted(role, name, namespace));
    }

    private String resource() {
        return clusterWide ? "clusterroles" : "roles";
    }

    boolean grants() {
        KubeResponse review = access.request("POST", REVIEWS, """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "%1$s",
                 "resourceAttributes": {"namespace": "%2$s", "verb": "get", "group": "sentinel.kubeuser.dev", "resource": "%3$s"}}}
                """.formatted(name, NAMESPACE, resource()));
        if (review.code() != ObjectRequests.CREATED) {
            throw new ManifestException("Whether a policy is effective could not be asked: " + review);
        }
        return ObjectRequests.body(review)
                .getAsJsonObject("status")
                .get("allowed")
                .getAsBoolean();
    }

    @Override
    public void close() {
        objects.close();
    }
}
