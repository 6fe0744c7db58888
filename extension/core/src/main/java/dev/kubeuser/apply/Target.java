// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.ClusterDiscovery;
import dev.kubeuser.apply.internal.AppliedObjects;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.internal.ServedResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object of a manifest and where it goes in a cluster.
 *
 * @param object of the manifest
 * @param resource of its kind
 * @param namespace where it ends up; {@code null} for a cluster-scoped object
 */
record Target(
        ManifestObject object,
        ServedResource resource,
        @Nullable String namespace) {

    /** Fields that the API server sets and that exports of live objects contain. */
    private static final List<String> SET_BY_SERVER =
            List.of("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid");

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final Set<String> ROLES = Set.of("Role", "ClusterRole");
    private static final Set<String> BINDINGS = Set.of("RoleBinding", "ClusterRoleBinding");

    private static final Set<String> ADMISSION = Set.of(
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding");

    /** In a path, these names would address something else. */
    private static final Pattern NOT_IN_A_PATH = Pattern.compile("\\.\\.?|.*[/%].*", Pattern.DOTALL);

    static Target of(ManifestObject object, ServedResource resource, String defaultNamespace) {
        requireName(object, "metadata.name", object.name());
        object.namespace().ifPresent(namespace -> requireName(object, "metadata.namespace", namespace));
        requireUnmarked(object);
        String namespace = resource.isNamespaced() ? object.namespace().orElse(defaultNamespace) : null;
        return new Target(object, resource, namespace);
    }

    /** Where objects go, in a list that can be changed. */
    static List<Target> all(List<ManifestObject> objects, ClusterDiscovery discovery, String defaultNamespace) {
        List<Target> targets = new ArrayList<>();
        List<ManifestObject> unknown = new ArrayList<>();
        for (ManifestObject object : objects) {
            discovery
                    .find(new ServedResource.Kind(object.apiVersion(), object.kind()))
                    .ifPresentOrElse(
                            resource -> targets.add(of(object, resource, defaultNamespace)), () -> unknown.add(object));
        }
        if (!unknown.isEmpty()) {
            throw new ManifestException(unknown.get(0).origin() + ": the API server knows no "
                    + unknown.stream()
                            .map(object -> object.kind() + " in " + object.apiVersion())
                            .distinct()
                            .collect(Collectors.joining(", and no "))
                    + ". Is it spelled right, and is its CustomResourceDefinition in the cluster or in these manifests?"
                    + SkippedKinds.hint(unknown));
        }
        return targets;
    }

    private static void requireName(ManifestObject object, String field, String name) {
        if (NOT_IN_A_PATH.matcher(name).matches()) {
            throw new ManifestException(object.nearestOrigin(field) + ": " + field + " of the " + object.kind()
                    + " is \"" + name + "\". The API server takes no name that is . or .., or that contains / or %:"
                    + " rename the object");
        }
    }

    /** With the label in a manifest, the object would pass for another run's, or for a leftover of a killed run. */
    private static void requireUnmarked(ManifestObject object) {
        JsonObject metadata = Json.object(object.json(), "metadata");
        if (Json.object(metadata, "labels").has(Run.RUN_LABEL)) {
            throw new ManifestException(object.nearestOrigin("metadata.labels[\"" + Run.RUN_LABEL + "\"]") + ": the "
                    + object.kind() + " has the label " + Run.RUN_LABEL
                    + ", by which kubeuser knows what a test run made: remove it");
        }
    }

    AppliedObjects.Key key() {
        return new AppliedObjects.Key(object.group(), object.kind(), namespace, object.name());
    }

    boolean isNamespace() {
        return isNamespace(object);
    }

    static boolean isNamespace(ManifestObject object) {
        return object.kind().equals("Namespace") && object.group().isEmpty();
    }

    boolean isDefinition() {
        return isDefinition(object);
    }

    static boolean isDefinition(ManifestObject object) {
        return object.kind().equals("CustomResourceDefinition")
                && object.group().equals("apiextensions.k8s.io");
    }

    boolean isClusterWide() {
        return namespace == null;
    }

    boolean isOfRbac() {
        return isOf(RBAC, ROLES) || isBinding();
    }

    /** Whether it is a role, a binding or a ServiceAccount. */
    boolean isOfPolicy() {
        return isRoleOrAccount() || isBinding();
    }

    boolean isRoleOrAccount() {
        return isOf(RBAC, ROLES) || isOf("", Set.of("ServiceAccount"));
    }

    /** Whether a controller writes its rules, which are those of other roles. */
    boolean isAggregate() {
        return isOf(RBAC, Set.of("ClusterRole")) && object.json().has("aggregationRule");
    }

    boolean isBinding() {
        return isOf(RBAC, BINDINGS);
    }

    /** Whether it is a ValidatingAdmissionPolicy, a MutatingAdmissionPolicy or a binding of one. */
    boolean isAdmissionPolicy() {
        return isOf("admissionregistration.k8s.io", ADMISSION);
    }

    private boolean isOf(String group, Set<String> kinds) {
        return object.group().equals(group) && kinds.contains(object.kind());
    }

    /** The content to send. */
    JsonObject content() {
        JsonObject content = object.json();
        JsonObject metadata = content.getAsJsonObject("metadata");
        SET_BY_SERVER.forEach(metadata::remove);
        if (namespace == null) {
            metadata.remove("namespace");
        } else {
            metadata.addProperty("namespace", namespace);
        }
        return content;
    }

    /**
     * The content with the marks of the run that creates it, by which the leftovers of a killed run are found. The
     * label for the tool that manages an object stays the user's own.
     */
    JsonObject content(Run run) {
        JsonObject content = content();
        JsonObject metadata = content.getAsJsonObject("metadata");
        mark(metadata, "labels", Map.of(Run.RUN_LABEL, run.id()));
        mark(metadata, "annotations", run.annotations());
        return content;
    }

    private static void mark(JsonObject metadata, String kind, Map<String, String> added) {
        JsonObject entries = Json.object(metadata, kind);
        added.forEach(entries::addProperty);
        metadata.add(kind, entries);
    }

    String title() {
        return key().title();
    }

    /** Origin and name, with which messages begin. */
    @Override
    public String toString() {
        return object.origin() + ": " + title();
    }
}
