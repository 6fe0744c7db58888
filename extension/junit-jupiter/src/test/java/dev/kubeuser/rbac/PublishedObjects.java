// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import dev.kubeuser.testkit.PublishedPolicies;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of published policies. */
public final class PublishedObjects {

    /** The folder of each, and the namespace that its users put it into. */
    public static final Map<String, String> PROJECTS =
            Map.of("argo-cd", "argocd", "kube-prometheus", "monitoring", "strimzi", "myproject");

    private PublishedObjects() {}

    /** Their RBAC objects, those without namespace in the namespace of their project. */
    static List<JsonObject> objects() {
        return PROJECTS.keySet().stream()
                .flatMap(project -> of(project).stream())
                .toList();
    }

    /** Those of one project. */
    public static List<JsonObject> of(String project) {
        return objects(PublishedPolicies.FOLDER.resolve(project), namespace(project))
                .toList();
    }

    /** The namespace of a project. */
    public static String namespace(String project) {
        return Objects.requireNonNull(PROJECTS.get(project));
    }

    private static Stream<JsonObject> objects(Path folder, String namespace) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
                    .flatMap(PublishedObjects::load)
                    .filter(PublishedObjects::isRbac)
                    .map(object -> ClientObjects.json(in(namespace, object)));
        } catch (IOException failure) {
            throw new IllegalStateException(folder + " cannot be read", failure);
        }
    }

    private static Stream<KubernetesObject> load(Path file) {
        try {
            return Yaml.loadAll(file.toFile()).stream().flatMap(PublishedObjects::unfolded);
        } catch (IOException failure) {
            throw new IllegalStateException(file + " cannot be read", failure);
        }
    }

    private static Stream<KubernetesObject> unfolded(Object loaded) {
        return loaded instanceof KubernetesListObject list
                ? list.getItems().stream().map(KubernetesObject.class::cast)
                : Stream.of((KubernetesObject) loaded);
    }

    private static boolean isRbac(KubernetesObject object) {
        return Stream.of(V1Role.class, V1RoleBinding.class, V1ClusterRole.class, V1ClusterRoleBinding.class)
                .anyMatch(kind -> kind.isInstance(object));
    }

    private static KubernetesObject in(String namespace, KubernetesObject object) {
        if (object instanceof V1Role || object instanceof V1RoleBinding) {
            object.getMetadata()
                    .setNamespace(Optional.ofNullable(object.getMetadata().getNamespace())
                            .orElse(namespace));
        }
        return object;
    }
}
