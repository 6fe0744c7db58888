package dev.kubeuser.rbac;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of an object's metadata that RBAC uses. The object need not come from an API server. */
record ObjectHead(String kind, @Nullable V1ObjectMeta metadata) {

    String namespace() {
        return present()
                .map(V1ObjectMeta::getNamespace)
                .orElseThrow(() -> new IllegalArgumentException("the " + kind + " " + name()
                        + " has no metadata.namespace: give it one, for it counts in that namespace alone"));
    }

    String name() {
        return present()
                .map(V1ObjectMeta::getName)
                .orElseThrow(() -> new IllegalArgumentException("a " + kind + " has no metadata.name: give it one"));
    }

    /** One without a value has the empty one, as for the API server. */
    Map<String, String> labels() {
        return present().map(V1ObjectMeta::getLabels).orElse(Map.of()).entrySet().stream()
                .collect(
                        Collectors.toMap(Map.Entry::getKey, label -> Objects.requireNonNullElse(label.getValue(), "")));
    }

    private Optional<V1ObjectMeta> present() {
        return Optional.ofNullable(metadata);
    }
}
