// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.question.Write.applyObject;
import static dev.kubeuser.question.Write.createObject;
import static dev.kubeuser.question.Write.deleteObject;
import static dev.kubeuser.question.Write.patchObject;
import static dev.kubeuser.question.Write.updateObject;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertMistaken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.AccessTable;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Writes of whole objects, which authorization, admission and validation decide. */
@KubeUser(value = "bob", groups = "developers")
@KubeUser(
        value = "carol",
        groups = {"developers", "release"})
@KubeUser("dora")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class WriteTest {

    @RegisterExtension
    static final PolicyInForce POLICY = new PolicyInForce(new Policy()
            .namespace("writes", "pod-security.kubernetes.io/enforce: baseline", "stage: production")
            .role("writes/developers", "create,update,patch,delete configmaps,pods", "create resourcequotas")
            .to("group developers")
            .admission("ValidatingAdmissionPolicy", "release-only", """
                spec:
                  matchConstraints:
                    resourceRules:
                    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE, DELETE], resources: [configmaps]}
                  validations:
                  - expression: "oldObject != null || object.data.size() < 2"
                    messageExpression: "'too much data in ' + object.metadata.name"
                  - expression: >-
                      'release' in request.userInfo.groups
                    message: only releases may change production
                """)
            .admission(
                    "ValidatingAdmissionPolicyBinding",
                    "release-only-production",
                    bound("release-only", "Deny", "stage: production"))
            .admission(
                    "ValidatingAdmissionPolicyBinding",
                    "release-only-elsewhere",
                    bound("release-only", "Warn", "kubernetes.io/metadata.name: default"))
            .admission("ValidatingAdmissionPolicy", "ticketed", """
                spec:
                  matchConstraints:
                    resourceRules:
                    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}
                  variables:
                  - {name: ticket, expression: "'ticket' in object.data ? object.data.ticket : ''"}
                  validations:
                  - expression: variables.ticket != ''
                    messageExpression: "'no ticket for ' + request.name"
                  auditAnnotations:
                  - {key: ticket, valueExpression: string(variables.ticket)}
                """)
            .admission(
                    "ValidatingAdmissionPolicyBinding",
                    "ticketed-production",
                    bound("ticketed", "Audit", "stage: production"))
            .object("v1 ConfigMap", "writes/present", "data: {a: '1'}")
            .manifests("policy.yaml"));

    private static String bound(String policy, String action, String label) {
        return "spec: {policyName: " + policy + ", validationActions: [" + action
                + "], matchResources: {namespaceSelector: {matchLabels: {" + label + "}}}}";
    }

    private static final Manifests PRICES =
            new Policy().object("v1 ConfigMap", "prices", "data: {bread: '3'}").manifests("prices.yaml");

    private static final Manifests PRESENT = new Policy()
            .object("v1 ConfigMap", "writes/present", "data: {b: '2'}")
            .manifests("present.yaml");

    @Test
    void a_policy_lets_one_through_and_denies_the_other(
            @KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol) {
        assertThat(carol).can(createObject(PRICES).in("writes"));
        assertThat(bob)
                .cannot(createObject(PRICES).in("writes"))
                .deniedBy("ValidatingAdmissionPolicy release-only")
                .deniedBy("ValidatingAdmissionPolicyBinding release-only-production");
    }

    @Test
    void each_operation_is_tried(@KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol) {
        assertThat(carol).can(updateObject(PRESENT)).can(applyObject(PRESENT)).can(deleteObject(PRESENT));
        for (Write write : new Write[] {updateObject(PRESENT), applyObject(PRESENT), deleteObject(PRESENT)}) {
            assertThat(bob).cannot(write).deniedBy("ValidatingAdmissionPolicy release-only");
        }
    }

    @Test
    void an_answer_says_what_denied_it(@KubeUser("bob") KubeAccess bob) {
        KubeResponse denied = DryRun.of(bob).send(deleteObject(PRESENT));
        assertThat(denied)
                .isDeniedBy("ValidatingAdmissionPolicy release-only")
                .isDeniedBy("ValidatingAdmissionPolicyBinding release-only-production");
        assertFails(() -> assertThat(denied).isDeniedBy("ValidatingAdmissionPolicy another"))
                .hasMessageContaining("to be denied by ValidatingAdmissionPolicy another");
        assertThatThrownBy(() -> assertThat(denied).isDeniedBy("release-only"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_patch_is_a_write(@KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol) {
        for (String patch : List.of("{data: {a: null, b: '2'}}", "[{op: replace, path: /data/a, value: '2'}]")) {
            assertThat(carol).can(patchObject(PRESENT, patch));
            assertThat(bob)
                    .cannot(patchObject(PRESENT, patch))
                    .deniedBy("ValidatingAdmissionPolicyBinding release-only-production");
        }
        assertThat(DryRun.of(carol).send(patchObject(PRESENT, "{data: {a: null, b: '2'}}")))
                .isAdmitted()
                .hasBodyContaining("\"data\":{\"b\":\"2\"}");
        assertFails(() -> assertThat(bob).can(patchObject(PRESENT, "{data: {b: '2'}}")))
                .hasMessageContaining("to be allowed to patch ConfigMap writes/present (present.yaml:1)\nbut"
                        + " ValidatingAdmissionPolicy release-only with binding release-only-production denies it");
    }

    @Test
    void a_patch_that_does_not_fit_is_neither(@KubeUser("carol") KubeAccess carol) {
        assertFails(() -> assertThat(carol).cannot(patchObject(PRESENT, "[{op: test, path: /data/a, value: '2'}]")))
                .hasMessageContaining("but whether that is so is not known: the API server answered 422");
        assertFails(() -> assertThat(carol)
                        .cannot(patchObject(PRICES, "{data: {b: '2'}}").in("writes")))
                .hasMessageContaining("the API server answered 404");
        for (String wrong : List.of("bread", "[]", "[bread]", "", "{a: b}\n---\n{a: b}")) {
            assertThatThrownBy(() -> patchObject(PRESENT, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A patch is a list of operations");
        }
        assertThatThrownBy(() -> assertThat(carol)
                        .can(patchObject(PRESENT, "{data: {b: '2'}}"))
                        .changedAs(Path.of("none.txt")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "this is to patch ConfigMap writes/present (present.yaml:1): write create, update or apply");
    }

    /** Whatever the actions of the binding are. */
    @Test
    void an_audit_annotation_that_fails_denies(@KubeUser("carol") KubeAccess carol) {
        assertFails(() -> assertThat(carol).can(patchObject(PRESENT, "[{op: remove, path: /data}]")))
                .hasMessageContaining(
                        "but ValidatingAdmissionPolicy ticketed with binding ticketed-production denies it:"
                                + " expression 'string(variables.ticket)' resulted in error")
                .hasMessageContaining("\naudit annotation 1 of ValidatingAdmissionPolicy ticketed (policy.yaml:56):"
                        + " string(variables.ticket)\n  through ");
    }

    @AccessTable("writes.yaml")
    void a_table_has_patches() {}

    @Test
    void nothing_is_changed(@KubeUser("carol") KubeAccess carol, @KubeAdmin KubeAccess admin) {
        assertThat(carol).can(createObject(PRICES).in("writes")).can(deleteObject(PRESENT));
        assertThat(admin.get("/api/v1/namespaces/writes/configmaps/prices")).isNotFound();
        assertThat(admin.get("/api/v1/namespaces/writes/configmaps/present"))
                .isOk()
                .hasBodyContaining("\"a\":\"1\"");
    }

    @Test
    void authorization_comes_first(@KubeUser("dora") KubeAccess dora) {
        assertThat(dora).cannot(createObject(PRICES).in("writes"));
        assertThat(DryRun.of(dora).send(createObject(PRICES).in("writes"))).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void a_failure_names_policy_binding_and_validation(@KubeUser("bob") KubeAccess bob) {
        assertFails(() -> assertThat(bob).can(createObject(PRICES).in("writes")), """

                        Expecting user "bob" [developers, system:authenticated]
                        to be allowed to create ConfigMap prices (prices.yaml:1) in namespace writes
                        but ValidatingAdmissionPolicy release-only with binding release-only-production denies it: only releases may change production
                        validation 2 of ValidatingAdmissionPolicy release-only (policy.yaml:29): 'release' in request.userInfo.groups
                          through ValidatingAdmissionPolicyBinding release-only-production (policy.yaml:33)""");
    }

    @Test
    void a_message_of_an_expression_may_be_of_several_validations(@KubeUser("carol") KubeAccess carol) {
        Manifests much = new Policy()
                .object("v1 ConfigMap", "writes/much", "data: {a: '1', b: '2'}")
                .manifests("much.yaml");
        assertFails(() -> assertThat(carol).can(createObject(much)))
                .hasMessageContaining("denies it: too much data in much")
                .hasMessageContaining("validation 1 of ValidatingAdmissionPolicy release-only (policy.yaml:27)");
    }

    /** Neither admission nor authorization says no. */
    @Test
    void an_invalid_object_is_neither(@KubeUser("carol") KubeAccess carol) {
        Manifests invalid = new Policy()
                .object("v1 Pod", "writes/Web", "spec: {containers: [{name: web, image: web}]}")
                .manifests("invalid.yaml");
        assertFails(() -> assertThat(carol).cannot(createObject(invalid)))
                .hasMessageContaining("but whether that is so is not known: the API server answered 422")
                .hasMessageContaining("Correct the object");
        assertFails(() -> assertThat(carol).cannot(updateObject(PRICES).in("writes")))
                .hasMessageContaining("the API server answered 404");
    }

    @Test
    void pod_security_denies(@KubeUser("bob") KubeAccess bob) {
        Write host = createObject(pod("hostNetwork: true, containers: [{name: web, image: web}]"))
                .in("writes");
        assertThat(bob).cannot(host).deniedBy("PodSecurity");
        assertFails(() -> assertThat(bob).can(host))
                .hasMessageContaining("but PodSecurity baseline denies it: host namespaces (hostNetwork=true)");
        Manifests privileged = pod("containers: [{name: web, image: web, securityContext: {privileged: true}}]");
        assertThat(bob).cannot(createObject(privileged).in("writes")).deniedBy("PodSecurity");
    }

    private static Manifests pod(String spec) {
        return new Policy().object("v1 Pod", "web", "spec: {" + spec + "}").manifests();
    }

    @Test
    void a_binding_warns(@KubeAdmin KubeAccess admin) {
        assertThat(DryRun.of(admin).send(createObject(PRICES).in("default")))
                .isAdmitted()
                .hasWarningContaining("ValidatingAdmissionPolicy 'release-only' with binding 'release-only-elsewhere'");
        assertThat(admin)
                .can(createObject(PRICES).in("default"))
                .warnedBy("ValidatingAdmissionPolicy release-only")
                .warnedBy("ValidatingAdmissionPolicyBinding release-only-elsewhere");
        assertFails(() -> assertThat(admin)
                        .can(createObject(PRICES).in("default"))
                        .warnedBy("ValidatingAdmissionPolicyBinding release-only-production"))
                .hasMessageContaining("but these policies warn:\n  ValidatingAdmissionPolicy release-only with binding"
                        + " release-only-elsewhere: only releases may change production");
    }

    @Test
    void mistakes_are_said_before_anything_is_sent(@KubeUser("bob") KubeAccess bob) {
        Manifests two = new Policy().object("v1 Pod", "a").object("v1 Pod", "b").manifests();
        assertThatThrownBy(() -> createObject(two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A write is about one object, and these manifests hold 2");
        assertMistaken(() -> assertThat(bob).cannot(createObject(PRICES).in("writings")))
                .hasMessageContaining("writings");
        Manifests typo = Manifests.parse("typo.yaml", "{apiVersion: v1, kind: ConfigMop, metadata: {name: a}}");
        assertMistaken(() -> assertThat(bob).cannot(createObject(typo)))
                .hasMessageStartingWith("typo.yaml:1: the API server knows no ConfigMop in v1");
        assertThatThrownBy(() -> assertThat(bob)
                        .cannot(createObject(PRICES).in("writes"))
                        .deniedBy("release-only"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "\"release-only\" does not say what in admission: write ValidatingAdmissionPolicy NAME");
    }
}
