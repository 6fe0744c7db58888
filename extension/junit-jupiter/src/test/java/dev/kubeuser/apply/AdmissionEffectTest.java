// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Admission policies and webhooks act when they have been applied, and no longer when they have been removed. */
class AdmissionEffectTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps?dryRun=All";

    @Test
    void a_policy_refuses_until_it_is_removed(@KubeAdmin KubeAccess admin) {
        for (int i = 0; i < 3; i++) {
            try (AppliedManifests applied = apply(admin, validating("effect-plain", "", "false", ""))) {
                assertThat(applied.objects()).isNotEmpty();
                assertThat(creates(admin, "effect-plain").code()).isEqualTo(422);
                assertThat(applied.objects()).hasSize(2);
            }
            assertThat(creates(admin, "effect-plain").code()).isEqualTo(201);
        }
    }

    /** Which refuses our own dry runs, too. */
    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @KubeCluster(dedicated = true)
    @RunsOn(value = Kind.EMBEDDED, because = "k3s makes objects of its own, which the policy denies")
    class PolicyOfEverything {

        @Test
        void a_policy_refuses_until_it_is_removed(@KubeAdmin KubeAccess admin) {
            String other = validating(
                    "effect-beside",
                    "paramKind: {apiVersion: v1, kind: ConfigMap}",
                    "int(params.data.limit) > 1",
                    "paramRef: {namespace: default, selector: {matchLabels: {owner: me}}, parameterNotFoundAction: "
                            + "Deny}");
            during(admin, everythingOf("*"), () -> {
                assertThat(creates(admin, "anything").code()).isEqualTo(422);
                during(
                        admin,
                        other + parameters("owner: me"),
                        () -> assertThat(creates(admin, "effect-beside")).hasStatus(422));
            });
            assertThat(creates(admin, "anything").code()).isEqualTo(201);
        }

        /** The dry run does not get as far as a webhook, however long one waits. */
        @Test
        void a_webhook_cannot_be_asked_about_which_is_said_at_once(@KubeAdmin KubeAccess admin) {
            Manifests webhook = new Policy()
                    .labels("owner: me")
                    .admission("ValidatingWebhookConfiguration", "effect-denied", "webhooks: []")
                    .manifests("webhook.yaml");
            ApplyOptions patient = ApplyOptions.defaults().withTimeout(Duration.ofMinutes(5));
            during(
                    admin,
                    everythingOf("priorityclasses"),
                    () -> assertRefused(() -> AppliedManifests.apply(webhook, admin, patient))
                            .hasMessageStartingWith("Whether admission webhooks are called could not be asked: ")
                            .hasMessageContainingAll("-> 422 ", "effect-all"));
        }

        private String everythingOf(String resource) {
            return validating("effect-all", "", "has(object.metadata.labels) && 'owner' in object.metadata.labels", "")
                    .replace("objectSelector: {matchLabels: {effect: effect-all}}", "")
                    .replaceAll(
                            "apiGroups: .*",
                            "apiGroups: [\"*\"], apiVersions: [\"*\"], operations: [CREATE], resources: [\"" + resource
                                    + "\"]}");
        }
    }

    @Test
    @RunsOn(
            except = Kind.K3S,
            because = "k3s, as upstream, stops watching ConfigMaps with the first policy that used them, and another "
                    + "test needs them")
    void parameters_are_known(@KubeAdmin KubeAccess admin) {
        String policy = validating(
                "effect-parameters",
                "paramKind: {apiVersion: v1, kind: ConfigMap}",
                "int(params.data.limit) > 18",
                "paramRef: {namespace: default, selector: {matchLabels: {of: effect-parameters}},"
                        + " parameterNotFoundAction: Deny}");
        during(
                admin,
                policy + parameters("of: effect-parameters"),
                () -> assertThat(creates(admin, "effect-parameters")).hasStatus(422));
    }

    @Test
    @RunsOn(value = Kind.EMBEDDED, because = "other API servers take up to half a minute to learn of each kind")
    void parameters_are_of_a_new_kind(@KubeAdmin KubeAccess admin) {
        for (int i = 0; i < 2; i++) {
            String policy = validating(
                    "effect-kind" + i,
                    "paramKind: {apiVersion: effect" + i + ".example.com/v1, kind: Limit}",
                    "params.limit > 18",
                    "paramRef: {name: low, parameterNotFoundAction: Deny}");
            String label = "effect-kind" + i;
            during(
                    admin,
                    definition("effect" + i + ".example.com") + policy + limit("effect" + i + ".example.com"),
                    () -> assertThat(creates(admin, label))
                            .hasStatus(422)
                            .hasMessageContaining("failed expression: params.limit > 18"));
        }
    }

    @Test
    void there_are_no_parameters_yet(@KubeAdmin KubeAccess admin) {
        String policy = validating(
                "effect-none",
                "paramKind: {apiVersion: effect-none.example.com/v1, kind: Limit}",
                "true",
                "paramRef: {name: effect-none, parameterNotFoundAction: Deny}");
        during(
                admin,
                definition("effect-none.example.com") + policy,
                () -> assertThat(creates(admin, "effect-none")).hasStatus(422).hasMessageContaining("no params found"));
    }

    /** Named parameters and parameters of a new kind, too. */
    @Test
    void a_mutating_policy_changes_objects_until_it_is_removed(@KubeAdmin KubeAccess admin) {
        if (!ServerFeature.MUTATING_ADMISSION_POLICIES.isIn(admin.cluster().version())) {
            assertRefused(() -> apply(admin, mutating("effect-mutating", "", "'seen'", ""))
                            .close())
                    .hasMessageContaining("the API server knows no MutatingAdmissionPolicy");
            return;
        }
        String policy = mutating(
                "effect-mutating",
                "paramKind: {apiVersion: effect-mutating.example.com/v1, kind: Limit}",
                "string(params.limit)",
                "paramRef: {name: low, parameterNotFoundAction: Deny}");
        during(
                admin,
                definition("effect-mutating.example.com") + policy + limit("effect-mutating.example.com"),
                () -> assertThat(creates(admin, "effect-mutating"))
                        .hasStatus(201)
                        .hasBodyContaining("\"effect-seen\":\"12\""));
        assertThat(creates(admin, "effect-mutating").body()).doesNotContain("effect-seen");
    }

    @Test
    void the_kind_of_parameters_is_missing(@KubeAdmin KubeAccess admin) {
        String policy = validating(
                "effect-unknown", "paramKind: {apiVersion: missing.example.com/v1, kind: Limit}", "true", "");
        assertRefused(() -> apply(admin, policy).close())
                .hasMessageStartingWith("policies.yaml:5: the API server knows no Limit in missing.example.com/v1");
        assertThat(creates(admin, "effect-unknown").code()).isEqualTo(201);
    }

    @Test
    void an_expression_does_not_compile(@KubeAdmin KubeAccess admin) {
        assertRefused(() -> apply(admin, validating("effect-wrong", "", "object.metadata.name.beginsWith('a')", ""))
                        .close())
                .hasMessageStartingWith("policies.yaml:11: applying ValidatingAdmissionPolicy effect-wrong was refused")
                .hasMessageContaining("undeclared reference to 'beginsWith'");
    }

    /** Nobody serves them. */
    @ParameterizedTest
    @ValueSource(strings = {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"})
    void webhooks_are_called_until_they_are_removed(String kind, @KubeAdmin KubeAccess admin) {
        String name = "effect-" + kind.toLowerCase(Locale.ROOT);
        String webhook = new Policy().admission(kind, name, """
                    webhooks:
                    - name: effect.webhooks.kubeuser.dev
                      admissionReviewVersions: [v1]
                      sideEffects: None
                      clientConfig: {url: "https://127.0.0.1:1/"}
                      objectSelector: {matchLabels: {effect: %s}}
                      rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]
                    """.formatted(name)).yaml();
        for (int i = 0; i < 50; i++) {
            during(
                    admin,
                    webhook,
                    () -> assertThat(creates(admin, name))
                            .hasStatus(500)
                            .hasMessageContaining("failed calling webhook"));
            assertThat(creates(admin, name)).hasStatus(201);
        }
    }

    private static AppliedManifests apply(KubeAccess admin, String policies) {
        return AppliedManifests.apply(Manifests.parse("policies.yaml", policies), admin);
    }

    /** Checks something while the policies are applied. */
    private static void during(KubeAccess admin, String policies, Runnable check) {
        try (AppliedManifests applied = apply(admin, policies)) {
            assertThat(applied.objects()).isNotEmpty();
            check.run();
        }
    }

    private static KubeResponse creates(KubeAccess admin, String label) {
        return admin.request("POST", CONFIG_MAPS, """
                {"metadata": {"name": "effect", "labels": {"effect": "%s"}}}""".formatted(label));
    }

    private static String parameters(String label) {
        Policy parameters = new Policy();
        for (int number = 0; number < 20; number++) {
            parameters
                    .labels(label)
                    .object("v1 ConfigMap", "default/effect-parameter-" + number, "data: {limit: '" + number + "'}");
        }
        return parameters.yaml();
    }

    private static String definition(String group) {
        return new Policy()
                .definition("limits." + group, "Limit", "Cluster", "limit: {type: integer}")
                .yaml();
    }

    private static String limit(String group) {
        return "{apiVersion: " + group + "/v1, kind: Limit, metadata: {name: low}, limit: 12}\n";
    }

    private static String mutating(String name, String parameters, String value, String paramRef) {
        return policy("MutatingAdmissionPolicy", name, parameters, """
                  reinvocationPolicy: Never
                  mutations:
                  - patchType: ApplyConfiguration
                    applyConfiguration:
                      expression: "Object{metadata: Object.metadata{annotations: {'effect-seen': %s}}}"
                """.formatted(value), paramRef);
    }

    private static String validating(String name, String parameters, String expression, String paramRef) {
        String validations = "  validations:\n  - expression: \"" + expression + "\"";
        return policy(
                "ValidatingAdmissionPolicy", name, parameters, validations, "validationActions: [Deny]\n  " + paramRef);
    }

    private static String policy(String kind, String name, String parameters, String content, String ofBinding) {
        return new Policy()
                .admission(kind, name, """
                    spec:
                      %s
                      matchConstraints:
                        objectSelector: {matchLabels: {effect: %s}}
                        resourceRules:
                        - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
                    """.formatted(parameters, name), content)
                .admission(kind + "Binding", name, "spec:", "  policyName: " + name, "  " + ofBinding)
                .yaml();
    }
}
