// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static java.util.Objects.requireNonNull;

import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A kubeconfig with one of each kind of entry, to be changed and written elsewhere. */
final class EditableKubeconfig {

    private final Map<String, Object> content;

    private EditableKubeconfig(Map<String, Object> content) {
        this.content = content;
    }

    @SuppressWarnings("unchecked")
    static EditableKubeconfig read(Path file) throws IOException {
        return new EditableKubeconfig(
                (Map<String, Object>) Yaml.getSnakeYaml(null).load(Files.readString(file)));
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> entries(String kind) {
        return (List<Map<String, Object>>) requireNonNull(content.get(kind));
    }

    /** What is said of its cluster. */
    @SuppressWarnings("unchecked")
    Map<String, Object> cluster() {
        return (Map<String, Object>) requireNonNull(entries("clusters").get(0).get("cluster"));
    }

    /** Its user under the same name, with another content. */
    List<Map<String, Object>> user(Map<String, Object> user) {
        Object name = requireNonNull(entries("users").get(0).get("name"));
        return List.of(Map.of("name", name, "user", user));
    }

    EditableKubeconfig withUser(Map<String, Object> user) {
        content.put("users", user(user));
        return this;
    }

    Path write(Path file) throws IOException {
        return Files.writeString(file, Yaml.dump(content));
    }
}
