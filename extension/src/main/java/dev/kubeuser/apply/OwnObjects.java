package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.discovery.internal.ClusterDiscovery;
import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayList;
import java.util.List;

/** Roles and bindings that are in no manifest. They exist for a moment, to show what the cluster does. */
final class OwnObjects implements AutoCloseable {

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
        KubeResponse response = requests.create(target, content);
        if (response.code() != ObjectRequests.CREATED) {
            throw ObjectRequests.refused(target, "creating", response);
        }
        created.add(target);
    }

    private DiscoveredResource resource(ManifestObject object) {
        return ClusterDiscovery.of(access.cluster())
                .find(new ObjectKind(object.apiVersion(), object.kind()))
                .orElseThrow();
    }

    @Override
    public void close() {
        InFlight.CHANGES.each(List.copyOf(created), this::delete);
        created.clear();
    }

    private void delete(Target target) {
        KubeResponse response = requests.delete(target, null);
        if (response.code() >= 300 && response.code() != ObjectRequests.NOT_FOUND) {
            throw ObjectRequests.refused(target, "removing", response);
        }
    }
}
