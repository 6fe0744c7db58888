// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a CustomResourceDefinition defines.
 *
 * @param group the API group
 * @param plural the name of the resource
 * @param kind the kind of its objects
 * @param aliases other names of the resource
 * @param isNamespaced whether its objects are in namespaces
 * @param versions those that are served
 * @see <a href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/">
 *     CustomResourceDefinitions</a>
 */
public record CustomResourceDefinition(
        String group, String plural, String kind, Set<String> aliases, boolean isNamespaced, List<Version> versions) {

    /** A version, and the names of the subresources in it. */
    public record Version(String name, Set<String> subresources) {}

    /**
     * {@return what an object defines; empty for an object of another kind, and for a definition that lacks a name}
     *
     * @param object any object
     */
    public static Optional<CustomResourceDefinition> of(ManifestObject object) {
        JsonObject spec = Json.object(object.json(), "spec");
        JsonObject names = Json.object(spec, "names");
        String group = Json.text(spec, "group");
        String plural = Json.text(names, "plural");
        String kind = Json.text(names, "kind");
        boolean isDefinition = object.kind().equals("CustomResourceDefinition")
                && !group.isEmpty()
                && !plural.isEmpty()
                && !kind.isEmpty();
        return isDefinition
                ? Optional.of(new CustomResourceDefinition(
                        group,
                        plural,
                        kind,
                        aliases(names),
                        !Json.text(spec, "scope").equals("Cluster"),
                        Json.list(spec, "versions").stream()
                                .filter(version -> Json.text(version, "served").equals("true"))
                                .map(CustomResourceDefinition::version)
                                .toList()))
                : Optional.empty();
    }

    private static Set<String> aliases(JsonObject names) {
        return Stream.concat(
                        Stream.of(Json.text(names, "singular"), Json.text(names, "kind")),
                        Json.list(names, "shortNames").stream()
                                .filter(JsonPrimitive.class::isInstance)
                                .map(JsonElement::getAsString))
                .filter(alias -> !alias.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Version version(JsonElement version) {
        return new Version(
                Json.text(version, "name"), Json.object(version, "subresources").keySet());
    }
}
