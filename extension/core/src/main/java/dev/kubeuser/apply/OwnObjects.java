package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.discovery.internal.DiscoveredResource;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Roles and bindings that are in no manifest. They exist for a moment, to show what the cluster does. */
final class OwnObjects implements AutoCloseable {

    private final KubeAccess access;
    private final ObjectRequests requests;
    private final String namespace;
    private final Map<Target, String> created = new LinkedHashMap<>();

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
        new RunLabels(access.context().cluster().run()).putOn(content);
        KubeResponse response = requests.create(target, content);
        if (response.code() != ObjectRequests.CREATED) {
            throw ObjectRequests.refused(target, "creating", response);
        }
        String uid = ObjectRequests.uid(response);
        access.context().cluster().createdUids().add(uid);
        created.put(target, uid);
    }

    private DiscoveredResource resource(ManifestObject object) {
        return access.context()
                .discovery()
                .find(new ObjectKind(object.apiVersion(), object.kind()))
                .orElseThrow();
    }

    @Override
    public void close() {
        InFlight.CHANGES.each(List.copyOf(created.entrySet()), each -> delete(each.getKey(), each.getValue()));
        created.clear();
    }

    private void delete(Target target, String uid) {
        KubeResponse response = requests.delete(target, uid);
        boolean isGone = response.code() == ObjectRequests.NOT_FOUND || response.code() == ObjectRequests.CONFLICT;
        if (response.code() >= 300 && !isGone) {
            throw ObjectRequests.refused(target, "removing", response);
        }
    }
}
