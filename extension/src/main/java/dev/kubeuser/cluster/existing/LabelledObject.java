package dev.kubeuser.cluster.existing;

import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.apimachinery.GroupVersionResource;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An object that a run created, with all that its removal needs. */
record LabelledObject(
        GroupVersionResource resource,
        String namespace,
        String name,
        boolean aggregating,
        String run,
        Optional<ProcessMark> process) {

    static LabelledObject of(GroupVersionResource resource, DynamicKubernetesObject object) {
        V1ObjectMeta metadata = object.getMetadata();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        Map<String, String> annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        return new LabelledObject(
                resource,
                Objects.requireNonNullElse(metadata.getNamespace(), ""),
                String.valueOf(metadata.getName()),
                object.getRaw().has("aggregationRule"),
                labels.getOrDefault(Run.RUN_LABEL, ""),
                ProcessMark.parse(annotations.getOrDefault(Run.PROCESS_ANNOTATION, "")));
    }

    /**
     * The form that kubectl accepts, for example
     * {@code certificatesigningrequests.certificates.k8s.io/kubeuser-alice-x}.
     */
    @Override
    public String toString() {
        String group = resource.getGroup().isEmpty() ? "" : "." + resource.getGroup();
        return resource.getResource() + group + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
