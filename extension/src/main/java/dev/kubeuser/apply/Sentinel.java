package dev.kubeuser.apply;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.ManifestException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Roles and bindings that grant a nonexistent resource to a nonexistent user. */
final class Sentinel implements AutoCloseable {

    private static final String NAMESPACE = "default";
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    private final String name = "kubeuser-sentinel-" + UUID.randomUUID();
    private final KubeAccess access;
    private final OwnObjects objects;
    private final List<String> awaited = new ArrayList<>();

    Sentinel(KubeAccess access) {
        this.access = access;
        this.objects = new OwnObjects(access, NAMESPACE);
    }

    void write(boolean clusterWide, boolean namespaced) {
        if (clusterWide) {
            write("ClusterRole", "ClusterRoleBinding", "");
            awaited.add("clusterroles");
        }
        if (namespaced) {
            write("Role", "RoleBinding", ", \"namespace\": \"" + NAMESPACE + "\"");
            awaited.add("roles");
        }
    }

    private void write(String role, String binding, String namespace) {
        objects.create("""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"%3$s},
                 "rules": [{"apiGroups": ["sentinel.kubeuser.dev"], "resources": ["%4$s"], "verbs": ["get"]}]}
                """.formatted(role, name, namespace, resource(role)));
        objects.create("""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "%1$s", "metadata": {"name": "%2$s"%3$s},
                 "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "%4$s", "name": "%2$s"},
                 "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "%2$s"}]}
                """.formatted(binding, name, namespace, role));
    }

    /** Each pair has its own, so that the answer for one pair does not come from the other. */
    private static String resource(String role) {
        return role.equals("Role") ? "roles" : "clusterroles";
    }

    boolean grants() {
        awaited.removeIf(this::isGranted);
        return awaited.isEmpty();
    }

    private boolean isGranted(String resource) {
        KubeResponse review = access.request("POST", REVIEWS, """
                {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "%1$s",
                 "resourceAttributes": {"namespace": "%2$s", "verb": "get", "group": "sentinel.kubeuser.dev", "resource": "%3$s"}}}
                """.formatted(name, NAMESPACE, resource));
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
