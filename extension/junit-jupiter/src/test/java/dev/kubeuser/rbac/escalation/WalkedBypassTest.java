package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.dryrun.Write.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.dryrun.DryRun;
import dev.kubeuser.guard.internal.AdmissionGuards;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.review.Refusal;
import dev.kubeuser.testkit.VersionUnderTest;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Ways to bypass what is in admission, gone on a real API server: the write that it denied is admitted afterwards. Where no
 * way is found, the server refuses each request that would be one.
 */
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class WalkedBypassTest {

    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = ADMISSION + "validatingadmissionpolicies/";
    private static final String BINDINGS = ADMISSION + "validatingadmissionpolicybindings";
    private static final String NAMESPACES = "/api/v1/namespaces/";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NONE = "{apiGroups: [example.test], resources: [nothing], verbs: [get]}";

    private static final Manifests SECRET = Manifests.parse("secret.yaml", """
            {apiVersion: v1, kind: Secret, metadata: {name: written}, stringData: {size: "9"}}""");

    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: NAME, labels: {stage: NAME}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: writers, namespace: NAME}
            rules: [{apiGroups: [""], resources: [secrets], verbs: [create]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: writers, namespace: NAME}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writers}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: NAME}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: NAME}
            rules: [RULES]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: NAME}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: NAME}]
            """;

    /** Goes by a label of the namespace that nobody can change, unless a test says otherwise. */
    private static final String POLICY = """
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: NAME}
            spec:
              PARAM_KIND
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
                CONSTRAINTS
              validations: [{expression: "EXPRESSION"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: NAME, labels: {bypass: NAME}}
            spec:
              policyName: NAME
              validationActions: [Deny]
              matchResources: {namespaceSelector: {SELECTOR}}
              PARAM_REF
            """;

    @KubeAdmin
    private KubeAccess admin;

    /** What is guarded, and by what; text in place of the words in capitals. */
    private record Guarded(String name, String text) {

        static Guarded by(String name, String document, String rules) {
            return new Guarded(name, document).with("RULES", rules);
        }

        static Guarded byPolicy(String name, String rules) {
            return by(name, NAMESPACE + POLICY, rules);
        }

        static Guarded byParameters(String name, String ref, String rules) {
            return byPolicy(name, rules)
                    .with("PARAM_KIND", "paramKind: {apiVersion: v1, kind: ConfigMap}")
                    .with("PARAM_REF", "paramRef: {" + ref + "}")
                    .with("EXPRESSION", "params != null && size(object.data) <= int(params.data.max)")
                    .and("""
                            ---
                            apiVersion: v1
                            kind: Namespace
                            metadata: {name: NAME-limits}
                            ---
                            apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: max, namespace: NAME-limits}
                            data: {max: "0"}
                            """);
        }

        Guarded with(String word, String other) {
            return new Guarded(name, text.replace(word, other));
        }

        Guarded and(String document) {
            return new Guarded(name, text + document);
        }

        AppliedManifests apply(KubeAccess admin) {
            return AppliedManifests.apply(
                    Manifests.parse(
                            name + ".yaml",
                            with("EXPRESSION", "false")
                                    .with("SELECTOR", "matchLabels: {kubernetes.io/metadata.name: NAME}")
                                    .with("PARAM_KIND", "")
                                    .with("PARAM_REF", "")
                                    .with("CONSTRAINTS", "")
                                    .with("NAME", name)
                                    .text()),
                    admin);
        }

        KubeAccess user(KubeAccess admin) {
            return admin.impersonating(name);
        }
    }

    /** The way is found, goes by this, and leads past the policy of the same name. */
    private void walk(Guarded guarded, String how, Supplier<KubeResponse> step) {
        KubeAccess user = guarded.user(admin);
        String policy = "ValidatingAdmissionPolicy " + guarded.name();
        assertThat(user).cannot(create(SECRET).in(guarded.name())).deniedBy(policy);
        assertWay(user, policy, how);
        assertThat(step.get().code()).isBetween(200, 202);
        assertAdmitted(user, SECRET, guarded.name());
    }

    private static void assertWay(KubeAccess user, String guard, String how) {
        assertThatThrownBy(() -> assertThat(user).cannotBypass(guard))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not to bypass " + guard + "\nbut there is a path of 1 step:\n1. user \""
                        + user.name() + "\" " + how)
                .hasMessageContaining("ClusterRoleBinding " + user.name() + " (" + user.name() + ".yaml:")
                .hasMessageContaining(
                        "which gives writes past " + guard + ": ADMISSION_BYPASS, see https://kubernetes.io/");
    }

    private static void assertAdmitted(KubeAccess user, Manifests object, String namespace) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(user).can(create(object).in(namespace)));
    }

    private static String rule(String group, String resource, String name, String verbs) {
        return "{apiGroups: [\"" + group + "\"], resources: [\"" + resource + "\"], verbs: [" + verbs + "]"
                + (name.isEmpty() ? "}" : ", resourceNames: [" + name + "]}");
    }

    private static String ofAdmission(String resource, String name, String verbs) {
        return rule("admissionregistration.k8s.io", resource, name, verbs);
    }

    @Test
    void the_policy_is_removed() {
        Guarded guarded = Guarded.byPolicy(
                "bypass-policy", ofAdmission("validatingadmissionpolicies", "bypass-policy", "delete"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            walk(
                    guarded,
                    "removes ValidatingAdmissionPolicy bypass-policy (bypass-policy.yaml:",
                    () -> guarded.user(admin).request("DELETE", POLICIES + "bypass-policy", null));
        }
    }

    @Test
    void the_policy_is_changed() {
        Guarded guarded =
                Guarded.byPolicy("bypass-change", ofAdmission("validatingadmissionpolicies", "bypass-change", "patch"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            walk(
                    guarded,
                    "changes ValidatingAdmissionPolicy bypass-change",
                    () -> Walk.merge(guarded.user(admin), POLICIES + "bypass-change", """
                            {"spec": {"validations": [{"expression": "true"}]}}"""));
        }
    }

    @Test
    void the_binding_is_changed() {
        Guarded guarded = Guarded.byPolicy(
                "bypass-binding", ofAdmission("validatingadmissionpolicybindings", "bypass-binding", "patch"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            assertWay(
                    guarded.user(admin),
                    "ValidatingAdmissionPolicyBinding bypass-binding",
                    "changes ValidatingAdmissionPolicyBinding bypass-binding");
            walk(
                    guarded,
                    "changes ValidatingAdmissionPolicyBinding bypass-binding",
                    () -> Walk.merge(guarded.user(admin), BINDINGS + "/bypass-binding", """
                            {"spec": {"validationActions": ["Audit"]}}"""));
        }
    }

    @Test
    void bindings_are_removed_together() {
        Guarded guarded = Guarded.byPolicy(
                "bypass-bindings", ofAdmission("validatingadmissionpolicybindings", "", "deletecollection"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            walk(
                    guarded,
                    "removes ValidatingAdmissionPolicyBinding bypass-bindings",
                    () -> guarded.user(admin)
                            .request("DELETE", BINDINGS + "?labelSelector=bypass%3Dbypass-bindings", null));
        }
    }

    @Nested
    @RunsOn(
            value = Kind.EMBEDDED,
            because = "another API server may stop watching a kind of parameters once no policy uses it")
    class BypassedByParameters {

        @Test
        void a_parameter_is_changed() {
            Guarded guarded = Guarded.byParameters(
                    "bypass-param",
                    "name: max, namespace: NAME-limits, parameterNotFoundAction: Deny",
                    rule("", "configmaps", "max", "patch"));
            try (AppliedManifests applied = guarded.apply(admin)) {
                assertThat(applied.objects()).isNotEmpty();
                walk(
                        guarded,
                        "changes ConfigMap bypass-param-limits/max (bypass-param.yaml:",
                        () -> Walk.merge(guarded.user(admin), NAMESPACES + "bypass-param-limits/configmaps/max", """
                                {"data": {"max": "5"}}"""));
            }
        }

        @Test
        void a_parameter_is_removed_where_the_policy_does_without() {
            Guarded guarded = Guarded.byParameters(
                            "bypass-allow",
                            "name: max, namespace: NAME-limits, parameterNotFoundAction: Allow",
                            rule("", "configmaps", "max", "delete"))
                    .with("params != null && ", "params == null || ");
            try (AppliedManifests applied = guarded.apply(admin)) {
                assertThat(applied.objects()).isNotEmpty();
                walk(
                        guarded,
                        "removes ConfigMap bypass-allow-limits/max",
                        () -> guarded.user(admin)
                                .request("DELETE", NAMESPACES + "bypass-allow-limits/configmaps/max", null));
            }
        }

        @Test
        void a_parameter_that_is_needed_is_removed_by_one_and_created_by_another() {
            Guarded guarded = Guarded.byParameters(
                            "bypass-two",
                            "name: max, namespace: NAME-limits, parameterNotFoundAction: Deny",
                            rule("", "configmaps", "max", "delete") + ", "
                                    + rule("", "serviceaccounts", "creator", "impersonate"))
                    .and("""
                            ---
                            apiVersion: rbac.authorization.k8s.io/v1
                            kind: Role
                            metadata: {name: creators, namespace: NAME-limits}
                            rules: [{apiGroups: [""], resources: [configmaps], verbs: [create]}]
                            ---
                            apiVersion: rbac.authorization.k8s.io/v1
                            kind: RoleBinding
                            metadata: {name: creators, namespace: NAME-limits}
                            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: creators}
                            subjects: [{kind: ServiceAccount, name: creator, namespace: NAME-limits}]
                            """);
            try (AppliedManifests applied = guarded.apply(admin)) {
                assertThat(applied.objects()).isNotEmpty();
                KubeAccess user = guarded.user(admin);
                String policy = "ValidatingAdmissionPolicy bypass-two";
                assertThat(user).ignoring(Technique.IMPERSONATE).cannotBypass(policy);
                assertThatThrownBy(() -> assertThat(user).cannotBypass(policy))
                        .hasMessageContaining("but there is a path of 2 steps:\n1. user \"bypass-two\" impersonates")
                        .hasMessageContaining("deletes ConfigMap bypass-two-limits/max")
                        .hasMessageContaining(", and creates others")
                        .hasMessageContaining("may delete configmaps \"max\" in bypass-two-limits by")
                        .hasMessageContaining("may create configmaps in bypass-two-limits by");
                String path = NAMESPACES + "bypass-two-limits/configmaps";
                assertThat(user.request("DELETE", path + "/max", null)).isOk();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(DryRun.of(user)
                                        .send(create(SECRET).in("bypass-two"))
                                        .body())
                                .contains("no params found"));
                KubeAccess creator = admin.impersonating("system:serviceaccount:bypass-two-limits:creator");
                assertThat(creator.request("POST", path, """
                                {"metadata": {"name": "max"}, "data": {"max": "5"}}""")).hasStatus(201);
                assertAdmitted(user, SECRET, "bypass-two");
            }
        }

        @Test
        void a_parameter_that_is_missing_is_created() {
            Guarded guarded = Guarded.byParameters(
                    "bypass-missing",
                    "name: own, parameterNotFoundAction: Deny",
                    rule("", "configmaps", "own", "create, patch"));
            try (AppliedManifests applied = guarded.apply(admin)) {
                assertThat(applied.objects()).isNotEmpty();
                walk(
                        guarded,
                        "creates ConfigMap bypass-missing/own, the missing parameters of",
                        () -> Walk.patch(
                                guarded.user(admin),
                                "application/apply-patch+yaml",
                                NAMESPACES + "bypass-missing/configmaps/own?fieldManager=walk",
                                """
                                {apiVersion: v1, kind: ConfigMap, metadata: {name: own}, data: {max: "5"}}"""));
            }
        }

        @Test
        void a_custom_parameter_is_changed() {
            Guarded guarded = Guarded.byParameters(
                            "bypass-custom",
                            "name: max, namespace: NAME-limits, parameterNotFoundAction: Deny",
                            rule("bypass.example.test", "limits", "", "update"))
                    .with("apiVersion: v1, kind: ConfigMap", "apiVersion: bypass.example.test/v1, kind: Limit")
                    .and("""
                            ---
                            apiVersion: apiextensions.k8s.io/v1
                            kind: CustomResourceDefinition
                            metadata: {name: limits.bypass.example.test}
                            spec:
                              group: bypass.example.test
                              scope: Namespaced
                              names: {kind: Limit, plural: limits, singular: limit}
                              versions:
                              - name: v1
                                served: true
                                storage: true
                                schema: {openAPIV3Schema: {type: object, properties: {data: {type: object,
                                  properties: {max: {type: string}}}}}}
                            ---
                            apiVersion: bypass.example.test/v1
                            kind: Limit
                            metadata: {name: max, namespace: NAME-limits}
                            data: {max: "0"}
                            """);
            try (AppliedManifests applied = guarded.apply(admin)) {
                assertThat(applied.objects()).isNotEmpty();
                String path = "/apis/bypass.example.test/v1/namespaces/bypass-custom-limits/limits/max";
                walk(
                        guarded,
                        "changes Limit bypass-custom-limits/max (bypass-custom.yaml:",
                        () -> guarded.user(admin)
                                .request(
                                        "PUT", path, admin.get(path).body().replace("\"max\":\"0\"", "\"max\":\"5\"")));
            }
        }
    }

    @Test
    void a_namespace_loses_its_label() {
        Guarded guarded = Guarded.byPolicy("bypass-label", rule("", "namespaces/status", "bypass-label", "patch"))
                .with("SELECTOR", "matchLabels: {stage: NAME}");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            walk(
                    guarded,
                    "takes namespace bypass-label out of the namespaceSelector of ValidatingAdmissionPolicyBinding"
                            + " bypass-label (bypass-label.yaml:",
                    () -> Walk.merge(guarded.user(admin), NAMESPACES + "bypass-label/status", """
                            {"metadata": {"labels": {"stage": null}}}"""));
        }
    }

    /** What they read, only their author knows, so this counts only for who asks. */
    @Test
    void expressions_may_read_labels_of_a_namespace() {
        Guarded guarded = Guarded.byPolicy("bypass-reading", rule("", "namespaces", "bypass-reading", "patch"))
                .with("EXPRESSION", "!('stage' in namespaceObject.metadata.labels)");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            String policy = "ValidatingAdmissionPolicy bypass-reading";
            assertThat(user).cannot(create(SECRET).in("bypass-reading")).deniedBy(policy);
            assertThat(user).cannotBypass(policy);
            assertThatThrownBy(
                            () -> assertThat(user).including(Certainty.DEPENDS).cannotBypass(policy))
                    .hasMessageContaining("changes labels or annotations of namespace bypass-reading, which " + policy)
                    .hasMessageContaining("ADMISSION_BYPASS (depends on more than permissions)");
            assertThat(Walk.merge(user, NAMESPACES + "bypass-reading", """
                            {"metadata": {"labels": {"stage": null}}}""")).isOk();
            assertAdmitted(user, SECRET, "bypass-reading");
        }
    }

    @Test
    void a_namespace_is_deleted_and_created_without_its_label() {
        Guarded guarded = Guarded.byPolicy(
                        "bypass-again",
                        rule("", "namespaces", "bypass-again", "delete") + ", " + rule("", "namespaces", "", "create")
                                + ", " + rule("", "secrets", "", "create"))
                .with("SELECTOR", "matchLabels: {stage: NAME}");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            walk(
                    guarded,
                    "deletes namespace bypass-again, and creates it with labels that are not in the namespaceSelector of",
                    () -> {
                        assertThat(user.request("DELETE", NAMESPACES + "bypass-again", null))
                                .isOk();
                        return Awaitility.await()
                                .atMost(PATIENCE)
                                .until(
                                        () -> user.request("POST", "/api/v1/namespaces", """
                                                {"metadata": {"name": "bypass-again"}}"""),
                                        answer -> answer.code() == 201);
                    });
        }
    }

    /** No namespace is about what is in none, so its labels do not matter. */
    @Test
    void labels_of_a_namespace_do_not_count_for_what_is_in_none() {
        Guarded guarded = Guarded.byPolicy(
                        "bypass-cluster",
                        rule("", "namespaces", "", "patch, create") + ", "
                                + rule("scheduling.k8s.io", "priorityclasses", "", "create"))
                .with("SELECTOR", "matchLabels: {stage: NAME}")
                .with(
                        "{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [secrets]}",
                        "{apiGroups: [scheduling.k8s.io], apiVersions: [v1], operations: [CREATE],"
                                + " resources: [priorityclasses], resourceNames: [NAME]}");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            String policy = "ValidatingAdmissionPolicy bypass-cluster";
            Manifests object = Manifests.parse("class.yaml", """
                    {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: bypass-cluster}, value: 1}""");
            assertThat(user).cannotBypass(policy);
            assertThat(Walk.merge(user, NAMESPACES + "bypass-cluster", """
                            {"metadata": {"labels": {"stage": null}}}""")).isOk();
            Awaitility.await()
                    .during(Duration.ofMillis(500))
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(user).cannot(create(object)).deniedBy(policy));
        }
    }

    @Test
    void a_namespace_is_created_that_the_selector_leaves_out() {
        Guarded guarded = Guarded.byPolicy(
                        "bypass-exempt",
                        rule("", "namespaces", "", "create") + ", " + rule("", "secrets", "", "create"))
                .with("CONSTRAINTS", "namespaceSelector: {matchExpressions: [{key: NAME, operator: DoesNotExist}]}")
                .with(
                        "SELECTOR",
                        "matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [default, kube-system]}]")
                .with("resources: [secrets]", "resources: [secrets], resourceNames: [NAME]");
        Manifests secret = Manifests.parse("secret.yaml", """
                {apiVersion: v1, kind: Secret, metadata: {name: bypass-exempt}}""");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            String policy = "ValidatingAdmissionPolicy bypass-exempt";
            assertThat(user).cannot(create(secret).in("bypass-exempt")).deniedBy(policy);
            assertWay(user, policy, "creates a namespace with labels that the namespaceSelector of " + policy);
            try {
                assertThat(user.request("POST", "/api/v1/namespaces", """
                                {"metadata": {"name": "bypass-exempted", "labels": {"bypass-exempt": ""}}}""")).hasStatus(201);
                assertAdmitted(user, secret, "bypass-exempted");
            } finally {
                admin.request("DELETE", NAMESPACES + "bypass-exempted", null);
            }
        }
    }

    /** Who may do nothing else labels the object. */
    @Test
    void an_object_has_labels_that_the_selector_leaves_out() {
        Guarded guarded = Guarded.byPolicy("bypass-object", NONE)
                .with("CONSTRAINTS", "objectSelector: {matchExpressions: [{key: exempt, operator: DoesNotExist}]}");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            String policy = "ValidatingAdmissionPolicy bypass-object";
            assertThat(user).cannot(create(SECRET).in("bypass-object")).deniedBy(policy);
            assertThatThrownBy(() -> assertThat(user).cannotBypass(policy))
                    .hasMessageContaining("gives what it writes labels that the objectSelector of " + policy)
                    .hasMessageContaining("ADMISSION_BYPASS (likely)");
            assertThat(user).including(Certainty.CERTAIN).cannotBypass(policy);
            assertThat(user).can(create(Manifests.parse("secret.yaml", """
                            {apiVersion: v1, kind: Secret, metadata: {name: written, labels: {exempt: ""}}}""")).in("bypass-object"));
        }
    }

    /** Nobody answers this one, so it refuses all. */
    @Test
    void the_configuration_of_a_webhook_is_changed() {
        Guarded guarded = Guarded.by(
                "bypass-webhook",
                NAMESPACE + """
                        ---
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: ValidatingWebhookConfiguration
                        metadata: {name: NAME}
                        webhooks:
                        - name: secrets.bypass.example.test
                          admissionReviewVersions: [v1]
                          sideEffects: None
                          failurePolicy: Fail
                          timeoutSeconds: 1
                          clientConfig: {url: "https://127.0.0.1:1/"}
                          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}
                        """,
                ofAdmission("validatingwebhookconfigurations", "bypass-webhook", "update"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            assertThat(DryRun.of(user).send(create(SECRET).in("bypass-webhook")).body())
                    .contains("failed calling webhook");
            assertWay(
                    user,
                    "Webhook secrets.bypass.example.test",
                    "changes ValidatingWebhookConfiguration bypass-webhook");
            String path = ADMISSION + "validatingwebhookconfigurations/bypass-webhook";
            String harmless = admin.get(path).body().replace("\"CREATE\"", "\"CONNECT\"");
            assertThat(user.request("PUT", path, harmless)).isOk();
            assertAdmitted(user, SECRET, "bypass-webhook");
        }
    }

    /** Where failures are ignored, the Service that answers counts too. */
    @Test
    void the_Service_of_a_webhook_counts_where_failures_are_ignored() {
        Guarded guarded = Guarded.by("bypass-service", NAMESPACE + """
                        ---
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: NAME-none}
                        ---
                        apiVersion: v1
                        kind: Service
                        metadata: {name: guard, namespace: NAME-none}
                        spec: {ports: [{port: 443}]}
                        ---
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: MutatingWebhookConfiguration
                        metadata: {name: NAME}
                        webhooks:
                        - name: fail.service.example.test
                          admissionReviewVersions: [v1]
                          sideEffects: None
                          failurePolicy: Fail
                          clientConfig: {service: {name: guard, namespace: NAME-none}}
                          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}
                          matchConditions: [{name: never, expression: "false"}]
                        - name: ignore.service.example.test
                          admissionReviewVersions: [v1]
                          sideEffects: None
                          failurePolicy: Ignore
                          clientConfig: {service: {name: guard, namespace: NAME-none}}
                          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}
                          matchConditions: [{name: never, expression: "false"}]
                        """, rule("", "services", "guard", "delete"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            assertWay(
                    user,
                    "Webhook ignore.service.example.test",
                    "removes Service bypass-service-none/guard (bypass-service.yaml:31) of MutatingWebhookConfiguration"
                            + " bypass-service (bypass-service.yaml:36), which ignores failures");
            assertThat(user).cannotBypass("Webhook fail.service.example.test");
        }
    }

    @Test
    void Pod_Security_is_taken_off() {
        Guarded guarded = Guarded.by("bypass-pods", NAMESPACE, rule("", "namespaces", "bypass-pods", "patch"))
                .with("resources: [secrets]", "resources: [pods]")
                .with("stage: NAME", "pod-security.kubernetes.io/enforce: baseline");
        Manifests pod = Manifests.parse("pod.yaml", """
                {apiVersion: v1, kind: Pod, metadata: {name: written},
                 spec: {hostNetwork: true, containers: [{name: one, image: one}]}}""");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            assertThat(user).cannot(create(pod).in("bypass-pods")).deniedBy("PodSecurity");
            assertWay(user, "PodSecurity", "takes Pod Security off namespace bypass-pods, by its labels");
            assertThat(Walk.merge(user, NAMESPACES + "bypass-pods", """
                            {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": null}}}""")).isOk();
            assertAdmitted(user, pod, "bypass-pods");
        }
    }

    @Test
    void the_binding_of_a_mutating_policy_is_removed() {
        VersionUnderTest.assumeHas(admin.cluster(), ServerFeature.MUTATING_ADMISSION_POLICIES);
        Guarded guarded = Guarded.by(
                "bypass-mutating",
                NAMESPACE + """
                        ---
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: MutatingAdmissionPolicy
                        metadata: {name: NAME}
                        spec:
                          reinvocationPolicy: Never
                          matchConstraints:
                            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
                          mutations:
                          - patchType: ApplyConfiguration
                            applyConfiguration: {expression: "Object{metadata: Object.metadata{labels: {'changed': 'yes'}}}"}
                        ---
                        apiVersion: admissionregistration.k8s.io/v1
                        kind: MutatingAdmissionPolicyBinding
                        metadata: {name: NAME}
                        spec:
                          policyName: NAME
                          matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}}
                        """,
                ofAdmission("mutatingadmissionpolicybindings", "bypass-mutating", "delete"));
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            Supplier<String> stored = () ->
                    DryRun.of(user).send(create(SECRET).in("bypass-mutating")).body();
            assertThat(stored.get()).contains("\"changed\":\"yes\"");
            assertWay(
                    user,
                    "MutatingAdmissionPolicy bypass-mutating",
                    "removes MutatingAdmissionPolicyBinding bypass-mutating");
            assertThat(user.request("DELETE", ADMISSION + "mutatingadmissionpolicybindings/bypass-mutating", null))
                    .isOk();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(stored.get())
                            .contains("\"kind\":\"Secret\"")
                            .doesNotContain("changed"));
        }
    }

    /** The permissions are close to those of the ways above. */
    @Test
    void nobody_else_has_a_way() {
        Guarded guarded = Guarded.byPolicy(
                        "bypass-none",
                        String.join(
                                ", ",
                                ofAdmission("validatingadmissionpolicies", "", "get, list, watch, create"),
                                ofAdmission("validatingadmissionpolicies/status", "", "update, patch"),
                                ofAdmission("validatingadmissionpolicybindings", "another", "update, patch, delete"),
                                rule("", "namespaces", "", "get, list, create"),
                                rule("", "namespaces", "another", "update, patch, delete")))
                .with("SELECTOR", "matchLabels: {stage: NAME}");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            String policy = "ValidatingAdmissionPolicy bypass-none";
            assertThat(user).including(Certainty.DEPENDS).cannotBypass(policy);
            assertThat(AdmissionGuards.in(admin.context()).find(policy).ways())
                    .extracting(AdmissionGuard.Way::how)
                    .filteredOn(how -> how.contains("namespace bypass-none"))
                    .isNotEmpty();
            assertThat(AdmissionGuards.in(admin.context()).find(policy).ways())
                    .allSatisfy(way -> assertThat(way.requests())
                            .anySatisfy(
                                    request -> assertThat(send(user, request)).isForbiddenBy(Refusal.AUTHORIZATION)));
            assertThat(user).cannot(create(SECRET).in("bypass-none")).deniedBy(policy);
        }
    }

    /** As a dry run, in case it is allowed. */
    private static KubeResponse send(KubeAccess user, ResourceAttributes request) {
        String base = request.apiGroup().isEmpty()
                ? "/api/v1/"
                        + (request.namespace().isEmpty() || request.resource().equals("namespaces")
                                ? ""
                                : "namespaces/" + request.namespace() + "/")
                : "/apis/" + request.apiGroup() + "/v1/";
        boolean isNamed = !request.verb().equals("create") && !request.name().isEmpty();
        String path = base + request.resource() + (isNamed ? "/" + request.name() : "")
                + (request.subresource().isEmpty() ? "" : "/" + request.subresource()) + "?dryRun=All";
        return switch (request.verb()) {
            case "patch" -> Walk.merge(user, path, "{}");
            case "update" -> user.request("PUT", path, "{}");
            case "create" -> user.request("POST", path, "{}");
            default -> user.request("DELETE", path, null);
        };
    }

    /** A misspelt name would pass otherwise. */
    @Test
    void what_is_not_there_or_denies_nothing_is_an_error() {
        Guarded guarded = Guarded.byPolicy("bypass-warns", NONE).with("[Deny]", "[Warn]");
        try (AppliedManifests applied = guarded.apply(admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeAccess user = guarded.user(admin);
            assertThatThrownBy(() -> assertThat(user).cannotBypass("ValidatingAdmissionPolicy bypass-warns"))
                    .isInstanceOf(AccessQueryException.class)
                    .hasMessageContaining("No binding of ValidatingAdmissionPolicy bypass-warns denies anything");
            assertThatThrownBy(() -> assertThat(user).cannotBypass("ValidatingAdmissionPolicy bypass-wanrs"))
                    .isInstanceOf(AccessQueryException.class)
                    .hasMessageContaining("The cluster has no ValidatingAdmissionPolicy bypass-wanrs");
            assertThatThrownBy(() -> assertThat(user).cannotBypass("Webhook none.example.test"))
                    .isInstanceOf(AccessQueryException.class)
                    .hasMessageContaining("The cluster has no webhook none.example.test");
            assertThatThrownBy(() -> assertThat(user).cannotBypass("ValidatingAdmissionPolicy bypass.static.k8s.io"))
                    .isInstanceOf(AccessQueryException.class)
                    .hasMessageContaining("If the API server has it from a file, name that as well");
            assertThatThrownBy(() -> assertThat(user).cannotBypass("ValidatingAdmissionPolicy bypass-warns", SECRET))
                    .isInstanceOf(AccessQueryException.class)
                    .hasMessageContaining("only if its name ends in .static.k8s.io");
            assertThatThrownBy(() -> assertThat(user).cannotBypass("bypass-warns"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not say what in admission");
        }
    }
}
