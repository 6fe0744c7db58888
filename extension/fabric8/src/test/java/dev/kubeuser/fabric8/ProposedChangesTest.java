// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.run.KubeSession;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a denial of fabric8's client proposes is enough: each request is refused, exactly the proposed change is made to
 * the policy's files, and then the same request is allowed.
 */
@RunsOnce
class ProposedChangesTest {

    private static final String RBAC = "rbac.authorization.k8s.io";

    @TempDir
    private Path directory;

    private final Map<String, Consumer<KubernetesClient>> cases = new LinkedHashMap<>();

    /** A subject of its own, whose Role has one rule, and which sends one request. */
    private Subject whoMay(String group, String resources, String verbs) throws IOException {
        String id = "case-" + (cases.size() + 1);
        Files.writeString(file(id), """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: %1$s, namespace: default}
                rules:
                - apiGroups: ["%2$s"]
                  resources: [%3$s]
                  verbs: [%4$s]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s, namespace: default}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: default}]
                """.formatted(id, group, resources, verbs));
        return request -> cases.put(id, request);
    }

    private interface Subject {
        void sends(Consumer<KubernetesClient> request);
    }

    private Path file(String id) throws IOException {
        return Files.createDirectories(directory.resolve("policy")).resolve(id + ".yaml");
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build();
    }

    private void addCases() throws IOException {
        whoMay("", "configmaps", "get").sends(client -> client.configMaps().list());
        whoMay("", "configmaps", "get, list")
                .sends(client -> client.configMaps().watch(new Nothing<>()).close());
        whoMay("", "configmaps", "get")
                .sends(client -> client.configMaps().withName("none").delete());
        whoMay("", "configmaps", "get, patch")
                .sends(client -> client.resource(configMap("applied")).serverSideApply());
        whoMay("", "configmaps", "get")
                .sends(client -> client.resource(configMap("created")).create());
        whoMay("", "configmaps", "get")
                .sends(client -> client.resource(configMap("there")).update());
        whoMay("", "pods", "get").sends(client -> client.pods().withName("none").evict());
        whoMay("", "serviceaccounts", "get")
                .sends(client -> client.serviceAccounts().withName("default").tokenRequest(new TokenRequest()));
        whoMay(RBAC, "roles", "get").sends(ProposedChangesTest::label);
        whoMay(RBAC, "roles", "get, patch").sends(ProposedChangesTest::escalate);
        whoMay(RBAC, "rolebindings", "get, patch")
                .sends(client -> client.rbac()
                        .roleBindings()
                        .withName("bossy")
                        .edit(binding -> new RoleBindingBuilder(binding)
                                .addToSubjects(new SubjectBuilder()
                                        .withKind("User")
                                        .withApiGroup(RBAC)
                                        .withName("mallory")
                                        .build())
                                .build()));
        Files.writeString(file("objects"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: there, namespace: default}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: victim, namespace: default}
                rules: []
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: boss, namespace: default}
                rules: [{apiGroups: [""], resources: [podtemplates], verbs: ["*"]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: bossy, namespace: default}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: boss}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody}]
                """);
    }

    /** As operators do: fabric8 reads the object and sends a JSON Patch. */
    private static void label(KubernetesClient client) {
        client.rbac()
                .roles()
                .withName("victim")
                .edit(found -> new RoleBuilder(found)
                        .editMetadata()
                        .addToLabels("a", "b")
                        .endMetadata()
                        .build());
    }

    private static void escalate(KubernetesClient client) {
        client.rbac()
                .roles()
                .withName("victim")
                .edit(found -> new RoleBuilder(found)
                        .addToRules(new PolicyRuleBuilder()
                                .withApiGroups("")
                                .withResources("limitranges")
                                .withVerbs("watch")
                                .build())
                        .build());
    }

    private List<String> refused(Path report) throws IOException {
        List<String> refused = new ArrayList<>();
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .report(report)
                .setting("kubeuser.proof-limit", "1ms")
                .start()) {
            session.apply(directory.resolve("policy").toString());
            cases.forEach((id, request) -> {
                KubeAccess subject = session.serviceAccount("default/" + id);
                session.test(id, () -> {
                    try {
                        request.accept(subject.client(KubernetesClient.class));
                    } catch (KubernetesClientException failure) {
                        if (failure.getCode() == 403) {
                            refused.add(id);
                        }
                    }
                });
            });
        }
        return refused;
    }

    @Test
    void what_a_denial_proposes_is_enough() throws IOException {
        addCases();
        assertThat(refused(directory.resolve("before"))).containsExactlyElementsOf(cases.keySet());
        Map<String, JsonObject> denials = new LinkedHashMap<>();
        for (JsonElement each : JsonParser.parseString(
                        Files.readString(directory.resolve("before").resolve("report.json")))
                .getAsJsonObject()
                .getAsJsonArray("denials")) {
            JsonObject denial = each.getAsJsonObject();
            String id = denial.getAsJsonObject("test").get("name").getAsString();
            assertThat(denials.put(id, denial)).as(id).isNull();
            change(id, denial);
        }
        assertThat(denials).containsOnlyKeys(cases.keySet());
        assertThat(refused(directory.resolve("after"))).as("%s", denials).isEmpty();
    }

    /** Makes the proposed change as somebody would who only reads. */
    private void change(String id, JsonObject denial) throws IOException {
        String before = Files.readString(file(id));
        JsonObject edit = denial.getAsJsonObject("edit");
        String after = edit == null
                ? before.replace(
                        "rules:\n",
                        "rules:\n" + denial.get("rule").getAsString().stripTrailing() + "\n")
                : before.replace(line(edit, "before"), line(edit, "after"));
        assertThat(after).as(id).isNotEqualTo(before);
        Files.writeString(file(id), after);
    }

    private static String line(JsonObject edit, String key) {
        return edit.get("key").getAsString() + ": ["
                + String.join(
                        ", ",
                        edit.getAsJsonArray(key).asList().stream()
                                .map(JsonElement::getAsString)
                                .toList())
                + "]";
    }
}
