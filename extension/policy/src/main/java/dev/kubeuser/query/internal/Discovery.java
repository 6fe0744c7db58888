// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.CustomResourceDefinition;
import dev.kubeuser.request.ResourceName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The resources that an API server serves.
 *
 * @param resources by name, in the order of the server
 * @param kinds by the kind of their objects, in each served version
 * @param unlisted what can be asked for, and is in no list: what the cluster itself defines some time after it is ready
 * @see <a href="https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery">Aggregated
 *     discovery</a>
 */
public record Discovery(
        Map<ResourceName, ServedResource> resources,
        Map<ServedResource.Kind, ServedResource> kinds,
        Predicate<ResourceName> unlisted) {

    /** A line for each resource: its name, whether it is in namespaces, its verbs, and its other names. */
    static final String TABLE = "resources.txt";

    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final Set<String> VERBS_OF_SUBRESOURCES = Set.of("get", "patch", "update");

    /** What no server was asked for, but is known to be served: it can be found by name alone. */
    public static Discovery of(Stream<ServedResource> served) {
        Map<ResourceName, ServedResource> resources = new LinkedHashMap<>();
        served.forEach(resource -> resources.merge(resource.name(), resource, ServedResource::withVerbsOf));
        return new Discovery(resources, Map.of(), name -> false);
    }

    /**
     * {@return what an API server would serve, without asking one: the resources of Kubernetes, in the newest minor
     * that there is a control plane of, and of the CustomResourceDefinitions among manifests; malformed ones define
     * nothing}
     *
     * @param manifests with definitions or without
     */
    public static Discovery with(Manifests manifests) {
        return with(manifests.objects());
    }

    /** {@return the same of Kubernetes alone} */
    public static Discovery ofKubernetes() {
        return with(List.of());
    }

    private static Discovery with(List<ManifestObject> objects) {
        return of(Stream.concat(
                lines().map(Discovery::resource),
                objects.stream()
                        .flatMap(object -> CustomResourceDefinition.of(object).stream())
                        .flatMap(Discovery::resources)));
    }

    /** The lines of the table. */
    static Stream<String> lines() {
        try (InputStream in = Discovery.class.getResourceAsStream(TABLE)) {
            byte[] table = Objects.requireNonNull(in, TABLE).readAllBytes();
            return new String(table, StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ServedResource resource(String line) {
        String[] columns = line.split(" ", -1);
        return resource(
                ResourceName.parse(columns[0]),
                columns[1].equals("namespaced"),
                Set.of(columns[2].split(",", -1)),
                Set.of(columns[3].split(",", -1)));
    }

    private static ServedResource resource(
            ResourceName name, boolean isNamespaced, Set<String> verbs, Set<String> aliases) {
        return new ServedResource(
                name, ServedResource.Scope.of(isNamespaced), verbs, aliases, "", new ServedResource.Kind("", ""));
    }

    private static Stream<ServedResource> resources(CustomResourceDefinition definition) {
        ResourceName name = new ResourceName(definition.group(), definition.plural(), "");
        boolean isNamespaced = definition.isNamespaced();
        return Stream.concat(
                Stream.of(resource(name, isNamespaced, VERBS, definition.aliases())),
                definition.versions().stream()
                        .flatMap(version -> version.subresources().stream())
                        .distinct()
                        .map(subresource -> resource(
                                name.subresource(subresource), isNamespaced, VERBS_OF_SUBRESOURCES, Set.of())));
    }

    /**
     * {@return what a server lists in aggregated discovery}
     *
     * @param lists each an {@code APIGroupDiscoveryList}
     * @param unlisted what can be asked for, and is in no list
     */
    public static Discovery read(List<JsonObject> lists, Predicate<ResourceName> unlisted) {
        Discovery discovery = new Discovery(new LinkedHashMap<>(), new HashMap<>(), unlisted);
        lists.forEach(discovery::add);
        return discovery;
    }

    /** The first of several versions of a resource is the preferred one. */
    private void add(ServedResource resource) {
        resources.merge(resource.name(), resource, ServedResource::withVerbsOf);
        if (!resource.name().isSubresource()) {
            kinds.putIfAbsent(resource.objects(), resource);
        }
    }

    /** Adds what an APIGroupDiscoveryList has. */
    private void add(JsonObject list) {
        for (JsonElement group : Json.list(list, "items")) {
            String name = Json.text(group.getAsJsonObject().get("metadata"), "name");
            for (JsonElement version : Json.list(group, "versions")) {
                add(name, version.getAsJsonObject());
            }
        }
    }

    private void add(String group, JsonObject version) {
        String versionName = Json.text(version, "version");
        for (JsonElement element : Json.list(version, "resources")) {
            JsonObject json = element.getAsJsonObject();
            ResourceName name = new ResourceName(group, Json.text(json, "resource"), "");
            ServedResource.Scope scope =
                    ServedResource.Scope.of(Json.text(json, "scope").equals("Namespaced"));
            add(resource(name, versionName, scope, json));
            for (JsonElement subresource : Json.list(json, "subresources")) {
                JsonObject sub = subresource.getAsJsonObject();
                add(resource(name.subresource(Json.text(sub, "subresource")), versionName, scope, sub));
            }
        }
    }

    public Optional<ServedResource> find(ResourceName name) {
        return Optional.ofNullable(resources.get(name));
    }

    /** The resource whose objects are of a kind, in the version of the kind. */
    public Optional<ServedResource> find(ServedResource.Kind kind) {
        return Optional.ofNullable(kinds.get(kind));
    }

    /** Versions of groups and kinds in them, as Helm names them: {@code apps/v1} and {@code apps/v1/Deployment}. */
    public List<String> apiVersions() {
        Set<String> versions = new TreeSet<>();
        kinds.forEach((kind, resource) -> {
            if (isListed(resource)) {
                versions.add(kind.apiVersion());
                versions.add(kind.apiVersion() + "/" + kind.kind());
            }
        });
        return List.copyOf(versions);
    }

    /** Whether the server has a resource of an API group. */
    public boolean hasGroup(String group) {
        return all().stream().anyMatch(resource -> resource.name().group().equals(group));
    }

    public List<ServedResource> all() {
        return resources.values().stream().filter(this::isListed).toList();
    }

    private boolean isListed(ServedResource resource) {
        return !unlisted.test(resource.name().parent());
    }

    private static ServedResource resource(
            ResourceName name, String version, ServedResource.Scope scope, JsonObject json) {
        ServedResource.Kind objects = objects(name.group(), version, json);
        Set<String> aliases = new LinkedHashSet<>(Json.texts(json, "shortNames"));
        aliases.add(Json.text(json, "singularResource"));
        aliases.add(objects.kind());
        return new ServedResource(
                name, scope, new LinkedHashSet<>(Json.texts(json, "verbs")), aliases, version, objects);
    }

    /** A responseKind without a version has the resource's own group and version. */
    private static ServedResource.Kind objects(String group, String version, JsonObject json) {
        JsonObject written = Json.object(json, "responseKind");
        boolean own = Json.text(written, "version").isEmpty();
        String objectGroup = own ? group : Json.text(written, "group");
        String objectVersion = own ? version : Json.text(written, "version");
        return new ServedResource.Kind(
                objectGroup.isEmpty() ? objectVersion : objectGroup + "/" + objectVersion, Json.text(written, "kind"));
    }
}
