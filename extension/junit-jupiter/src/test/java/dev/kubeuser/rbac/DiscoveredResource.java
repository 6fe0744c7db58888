// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.request.ResourceAttributes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A resource or subresource that an API server has, without its version. */
record DiscoveredResource(String apiGroup, String name, boolean namespaced) {

    static Set<DiscoveredResource> all(KubeAccess admin) {
        Set<DiscoveredResource> all = new LinkedHashSet<>();
        list(admin, "/api/v1", "resources").map(resource -> of("", resource)).forEach(all::add);
        list(admin, "/apis", "groups")
                .forEach(group -> list(group, "versions")
                        .map(version -> version.get("groupVersion").getAsString())
                        .flatMap(version -> list(admin, "/apis/" + version, "resources"))
                        .map(resource -> of(group.get("name").getAsString(), resource))
                        .forEach(all::add));
        return all;
    }

    private static DiscoveredResource of(String apiGroup, JsonObject resource) {
        return new DiscoveredResource(
                apiGroup,
                resource.get("name").getAsString(),
                resource.get("namespaced").getAsBoolean());
    }

    private static Stream<JsonObject> list(KubeAccess admin, String path, String member) {
        return list(JsonParser.parseString(admin.get(path).body()).getAsJsonObject(), member);
    }

    private static Stream<JsonObject> list(JsonObject object, String member) {
        return StreamSupport.stream(object.getAsJsonArray(member).spliterator(), false)
                .map(JsonElement::getAsJsonObject);
    }

    ResourceAttributes request(String verb) {
        String[] parts = name.split("/", 2);
        return ResourceAttributes.of(verb, apiGroup, parts[0]).subresource(parts.length == 1 ? "" : parts[1]);
    }
}
