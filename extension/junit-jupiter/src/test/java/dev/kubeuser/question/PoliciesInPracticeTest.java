// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.question.Write.createObject;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.assertion.KubeAccessAssert;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.internal.StoredChange;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import dev.kubeuser.testkit.VersionUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The policies of Kubernetes' documentation, and others as people have them: each file has policies, and objects that
 * are admitted, changed or denied at once.
 */
@KubeUser(value = "bob", groups = "practice-developers")
@KubeUser(
        value = "carol",
        groups = {"practice-developers", "practice-release"})
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
@Order(1) // takes longest
class PoliciesInPracticeTest {

    /** No rule is for all resources: whoever has that has the verb of a policy, too. */
    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .clusterRole(
                    "practice-developers",
                    "create *,*.apps,*.batch,*.coordination.k8s.io,*.networking.k8s.io",
                    "create,bind,escalate roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io,"
                            + "clusterroles.rbac.authorization.k8s.io")
            .to("group practice-developers")
            .manifests("the policy of PoliciesInPracticeTest"));

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/admission"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void objects_are_admitted_and_denied(
            Path file,
            @KubeAdmin KubeAccess admin,
            @KubeUser("bob") KubeAccess bob,
            @KubeUser("carol") KubeAccess carol) {
        String name = file.getFileName().toString().replace(".yaml", "");
        String namespace = "practice-" + name;
        Manifests all = Manifests.load(Map.of("kubeuser.namespace", namespace), List.of(file.toString()));
        if (all.objects().stream().anyMatch(object -> object.kind().equals("MutatingAdmissionPolicy"))) {
            VersionUnderTest.assumeHas(admin.cluster(), ServerFeature.MUTATING_ADMISSION_POLICIES);
        }
        Manifests policies = all;
        for (ManifestObject object : all.objects()) {
            policies = label(object, "expect").isPresent() ? policies.replacing(object, List.of()) : policies;
        }
        ApplyOptions inNamespace =
                ApplyOptions.defaults().withNamespace(namespace).withCreateNamespaces(true);
        Manifests own = Manifests.parse(
                "the namespace of " + file, "{apiVersion: v1, kind: Namespace, metadata: {name: " + namespace + "}}");
        try (AppliedManifests around =
                        AppliedManifests.apply(namespaced(policies) ? policies : own, admin, inNamespace);
                AppliedManifests applied = AppliedManifests.apply(policies, admin, inNamespace)) {
            assertThat(around.objects()).isNotEmpty();
            for (Manifests each : all.each()) {
                ManifestObject object = each.objects().get(0);
                KubeAccess writer = label(object, "by").orElse("bob").equals("carol") ? carol : bob;
                Write write = createObject(each).in(namespace);
                label(object, "expect").ifPresent(expected -> {
                    KubeAccessAssert tried = assertThat(writer).as(object.toString());
                    if (expected.equals("allowed")) {
                        tried.can(write);
                        assertThatItIsChanged(object, DryRun.of(writer).send(write));
                    } else {
                        tried.cannot(write).deniedBy(denier(applied, label(object, "by-policy"), namespace));
                        part(object, "annotations", "message")
                                .ifPresent(
                                        message -> assertThat(DryRun.of(writer).send(write))
                                                .hasMessageContaining(message));
                    }
                });
            }
        }
    }

    /** The annotation {@code changes} has all changes of an object, {@code changes-among-others} some. */
    private static void assertThatItIsChanged(ManifestObject object, KubeResponse answer) {
        JsonObject stored = JsonParser.parseString(answer.body()).getAsJsonObject();
        List<String> changes = StoredChange.lines(object.json(), stored);
        part(object, "annotations", "changes")
                .ifPresent(all -> assertThat(changes)
                        .containsExactlyElementsOf(all.lines().toList()));
        part(object, "annotations", "changes-among-others")
                .ifPresent(some -> assertThat(changes).containsAll(some.lines().toList()));
    }

    private static boolean namespaced(Manifests manifests) {
        return manifests.objects().stream().anyMatch(object -> object.kind().equals("Namespace"));
    }

    /** The first policy, or the one of a name. */
    private static String denier(AppliedManifests applied, Optional<String> name, String namespace) {
        return applied.objects().stream()
                .filter(object -> object.kind().endsWith("AdmissionPolicy"))
                .filter(object -> name.isEmpty() || object.name().equals(name.get() + "." + namespace))
                .map(object -> object.kind() + " " + object.name())
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> label(ManifestObject object, String name) {
        return part(object, "labels", name);
    }

    private static Optional<String> part(ManifestObject object, String map, String name) {
        return object.json().getAsJsonObject("metadata").get(map) instanceof JsonObject parts && parts.has(name)
                ? Optional.of(parts.get(name).getAsString())
                : Optional.empty();
    }
}
