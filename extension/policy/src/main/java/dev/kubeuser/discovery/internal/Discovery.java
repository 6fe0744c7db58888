package dev.kubeuser.discovery.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        Map<ObjectKind, ServedResource> kinds,
        Predicate<ResourceName> unlisted) {

    /** What no server was asked for, but is known to be served: it can be found by name alone. */
    public static Discovery of(Stream<ServedResource> served) {
        Map<ResourceName, ServedResource> resources = new LinkedHashMap<>();
        served.forEach(resource -> resources.merge(resource.name(), resource, ServedResource::withVerbsOf));
        return new Discovery(resources, Map.of(), name -> false);
    }

    /**
     * {@return what a server says in aggregated discovery}
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
        for (JsonElement group : array(list, "items")) {
            String name = text(group.getAsJsonObject().getAsJsonObject("metadata"), "name");
            for (JsonElement version : array(group.getAsJsonObject(), "versions")) {
                add(name, version.getAsJsonObject());
            }
        }
    }

    private void add(String group, JsonObject version) {
        String versionName = text(version, "version");
        for (JsonElement element : array(version, "resources")) {
            JsonObject json = element.getAsJsonObject();
            ResourceName name = new ResourceName(group, text(json, "resource"), "");
            ServedResource.Scope scope =
                    ServedResource.Scope.of(text(json, "scope").equals("Namespaced"));
            add(resource(name, versionName, scope, json));
            for (JsonElement subresource : array(json, "subresources")) {
                JsonObject sub = subresource.getAsJsonObject();
                add(resource(name.subresource(text(sub, "subresource")), versionName, scope, sub));
            }
        }
    }

    public Optional<ServedResource> find(ResourceName name) {
        return Optional.ofNullable(resources.get(name));
    }

    /** The resource whose objects are of a kind, in the version of the kind. */
    public Optional<ServedResource> find(ObjectKind kind) {
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
        ObjectKind objects = objects(name.group(), version, json);
        Set<String> aliases = strings(json, "shortNames");
        aliases.add(text(json, "singularResource"));
        aliases.add(objects.kind());
        return new ServedResource(name, scope, strings(json, "verbs"), aliases, version, objects);
    }

    /** A responseKind without a version has the resource's own group and version. */
    private static ObjectKind objects(String group, String version, JsonObject json) {
        JsonObject written = json.has("responseKind") ? json.getAsJsonObject("responseKind") : new JsonObject();
        boolean own = text(written, "version").isEmpty();
        String objectGroup = own ? group : text(written, "group");
        String objectVersion = own ? version : text(written, "version");
        return new ObjectKind(
                objectGroup.isEmpty() ? objectVersion : objectGroup + "/" + objectVersion, text(written, "kind"));
    }

    private static Set<String> strings(JsonObject json, String key) {
        Set<String> strings = new LinkedHashSet<>();
        array(json, key).forEach(element -> strings.add(element.getAsString()));
        return strings;
    }

    private static JsonArray array(JsonObject json, String key) {
        return json.has(key) ? json.getAsJsonArray(key) : new JsonArray();
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }
}
