// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is known of default roles and bindings is what an API server writes at its start. */
@KubeCluster(dedicated = true)
@RunsOn(value = EMBEDDED, because = "other kinds write roles and bindings of their own, and it compares all")
class DefaultPolicyTest {

    private static final String FILES = "extension/policy/src/main/resources/dev/kubeuser/manifest/default-policy/";
    private static final Map<String, String> KINDS = Map.of(
            "clusterroles", "ClusterRole",
            "clusterrolebindings", "ClusterRoleBinding",
            "roles", "Role",
            "rolebindings", "RoleBinding");

    @KubeAdmin
    private KubeAccess admin;

    /** The objects in one line each, ordered, with what a manifest would say. */
    private String written() {
        List<JsonObject> objects = new ArrayList<>();
        KINDS.forEach((resource, kind) -> JsonParser.parseString(
                        admin.get("/apis/rbac.authorization.k8s.io/v1/" + resource)
                                .body())
                .getAsJsonObject()
                .getAsJsonArray("items")
                .forEach(item -> objects.add(manifest(kind, item.getAsJsonObject()))));
        objects.sort(Comparator.comparing(DefaultPolicyTest::name));
        return objects.stream().map(object -> object + "\n").collect(Collectors.joining());
    }

    private static String name(JsonObject object) {
        JsonObject metadata = object.getAsJsonObject("metadata");
        return String.join(
                "\n",
                object.get("kind").getAsString(),
                metadata.has("namespace") ? metadata.get("namespace").getAsString() : "",
                metadata.get("name").getAsString());
    }

    /** The rules of an aggregated role come from others. */
    private static JsonObject manifest(String kind, JsonObject item) {
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", "rbac.authorization.k8s.io/v1");
        object.addProperty("kind", kind);
        JsonObject metadata = new JsonObject();
        object.add("metadata", metadata);
        copy(item.getAsJsonObject("metadata"), metadata, "namespace", "name", "labels");
        copy(item, object, "aggregationRule", "roleRef", "subjects");
        if (!item.has("aggregationRule")) {
            copy(item, object, "rules");
        }
        return object;
    }

    private static void copy(JsonObject from, JsonObject to, String... fields) {
        for (String field : fields) {
            JsonElement value = from.get(field);
            if (value != null && !value.isJsonNull()) {
                to.add(field, value);
            }
        }
    }

    @Test
    void default_roles_and_bindings_are_those_of_the_server() throws IOException {
        KubernetesVersion minor =
                KubernetesVersion.parse(admin.cluster().version()).withoutPatch();
        Path file = SourceTree.file(FILES + minor + ".json");
        if (Boolean.getBoolean("default-policy.update")) {
            Files.writeString(file, written());
        }
        assertThat(written())
                .as(
                        "%s. If the change is wanted, update the file by `mvn -pl :kubeuser-junit-jupiter -am test"
                                + " -Dtest=DefaultPolicyTest -Ddefault-policy.update=true`, with"
                                + " -Dkubeuser.kubernetes.version for another minor",
                        file)
                .isEqualTo(Files.readString(file));
        assertThat(DefaultPolicy.of(minor.toString()).build().role(RoleReference.clusterRole("view")))
                .isPresent();
    }
}
