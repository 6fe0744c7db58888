// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.PublishedPolicies;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        return Manifests.load(PublishedPolicies.FOLDER.resolve(project).toString()).objects().stream()
                .filter(object -> object.group().equals("rbac.authorization.k8s.io"))
                .map(object -> in(namespace(project), object))
                .toList();
    }

    /** The namespace of a project. */
    public static String namespace(String project) {
        return Objects.requireNonNull(PROJECTS.get(project));
    }

    private static JsonObject in(String namespace, ManifestObject object) {
        JsonObject json = object.json();
        if (!object.kind().startsWith("Cluster") && object.namespace().isEmpty()) {
            json.getAsJsonObject("metadata").addProperty("namespace", namespace);
        }
        return json;
    }
}
