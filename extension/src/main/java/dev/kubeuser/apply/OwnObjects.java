package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Roles and bindings that stand in no manifest: they are there for a moment, to see by them what the cluster does. */
final class OwnObjects implements AutoCloseable {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";

    private final KubeAccess access;
    private final ObjectRequests requests;
    private final String namespace;
    private final List<Target> created = new ArrayList<>();

    OwnObjects(KubeAccess access, String namespace) {
        this.access = access;
        this.requests = new ObjectRequests(access);
        this.namespace = namespace;
    }

    void create(String manifest) {
        ManifestObject object = Manifests.parse("what kubeuser itself needs", manifest)
                .objects()
                .get(0);
        Target target = Target.of(object, resource(object), namespace);
        JsonObject content = target.content();
        new RunLabels(ManagedCluster.of(access.cluster()).run()).putOn(content);
        KubeResponse response = requests.apply(target, content);
        if (response.code() != ObjectRequests.CREATED) {
            throw ObjectRequests.refused(target, "creating", response);
        }
        created.add(target);
    }

    private static ApiResource resource(ManifestObject object) {
        String plural = object.kind().toLowerCase(Locale.ROOT) + "s";
        return new ApiResource(RBAC, plural, !object.kind().startsWith("Cluster"));
    }

    @Override
    public void close() {
        Collections.reverse(created);
        created.forEach(this::delete);
        created.clear();
    }

    private void delete(Target target) {
        KubeResponse response = requests.delete(target, null);
        if (response.code() >= 300 && response.code() != ObjectRequests.NOT_FOUND) {
            throw ObjectRequests.refused(target, "removing", response);
        }
    }
}
