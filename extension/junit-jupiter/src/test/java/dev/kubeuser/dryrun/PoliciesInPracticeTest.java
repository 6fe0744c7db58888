package dev.kubeuser.dryrun;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.dryrun.Write.create;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The policies of Kubernetes' documentation, and others as people have them: each file has policies, and objects that are
 * admitted or denied at once.
 */
@KubeUser(value = "bob", groups = "practice-developers")
@KubeUser(
        value = "carol",
        groups = {"practice-developers", "practice-release"})
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class PoliciesInPracticeTest {

    /** No rule is for all resources: whoever has that has the verb of a policy, too. */
    private static final String POLICY = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: practice-developers}
            rules:
            - {apiGroups: ["", apps, batch, coordination.k8s.io, networking.k8s.io], resources: ["*"], verbs: [create]}
            - {apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings, clusterroles], verbs: [create, bind, escalate]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: practice-developers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: practice-developers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: practice-developers}
            """;

    @AutoClose
    static AppliedManifests policy;

    @BeforeAll
    static void there_is_a_policy(@KubeAdmin KubeAccess admin) {
        policy = AppliedManifests.apply(Manifests.parse("the policy of PoliciesInPracticeTest", POLICY), admin);
    }

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
            String denier = "ValidatingAdmissionPolicy " + nameOfPolicy(applied);
            for (Manifests each : all.each()) {
                ManifestObject object = each.objects().get(0);
                KubeAccess writer = label(object, "by").orElse("bob").equals("carol") ? carol : bob;
                label(object, "expect").ifPresent(expected -> {
                    if (expected.equals("allowed")) {
                        assertThat(writer)
                                .as(object.toString())
                                .can(create(each).in(namespace));
                    } else {
                        assertThat(writer)
                                .as(object.toString())
                                .cannot(create(each).in(namespace))
                                .deniedBy(denier);
                    }
                });
            }
        }
    }

    private static boolean namespaced(Manifests manifests) {
        return manifests.objects().stream().anyMatch(object -> object.kind().equals("Namespace"));
    }

    private static String nameOfPolicy(AppliedManifests applied) {
        return applied.objects().stream()
                .filter(object -> object.kind().equals("ValidatingAdmissionPolicy"))
                .map(ManifestObject::name)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> label(ManifestObject object, String name) {
        return object.json().getAsJsonObject("metadata").get("labels") instanceof JsonObject labels && labels.has(name)
                ? Optional.of(labels.get(name).getAsString())
                : Optional.empty();
    }
}
