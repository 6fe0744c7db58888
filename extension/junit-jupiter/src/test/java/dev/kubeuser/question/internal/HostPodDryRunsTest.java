// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.rbac.escalation.internal.HostPods.Answer;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the API server makes of pods that get at their node. */
class HostPodDryRunsTest {

    private static HostPodDryRuns of(KubeAccess access) {
        return new HostPodDryRuns(new ApiRequests(access.httpClient(), access.baseUrl()));
    }

    @Test
    void asks_the_server(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        HostPodDryRuns server = of(admin);
        assertThat(server.in(namespace)).isEqualTo(Answer.ADMITTED);
        assertThat(server.in("nowhere-at-all")).isEqualTo(Answer.NO_NAMESPACE);
        assertThat(server.in("")).isEqualTo(Answer.NO_NAMESPACE);
        assertThat(server.namespaces()).contains(namespace, "default").doesNotContain("nowhere-at-all");
    }

    @Test
    void stores_nothing(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        of(admin).in(namespace);
        assertThat(admin.get("/api/v1/namespaces/" + namespace + "/pods").body())
                .contains("\"items\":[]");
    }

    private static Answer answerIn(String namespace, KubeAccess admin) {
        return of(admin).in(namespace);
    }

    private static void awaitAnswer(Answer expected, String namespace, KubeAccess admin) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(answerIn(namespace, admin)).isEqualTo(expected));
    }

    @Test
    void knows_Pod_Security(@KubeAdmin KubeAccess admin) {
        String path =
                make("dry-runs-secured", "\"labels\": {\"pod-security.kubernetes.io/enforce\": \"baseline\"}", admin);
        awaitAnswer(Answer.REFUSED_BY_POD_SECURITY, "dry-runs-secured", admin);
        admin.request("DELETE", path, null);
    }

    /** The namespace waits for somebody who takes the finalizer off. */
    @Test
    void knows_a_namespace_that_ends(@KubeAdmin KubeAccess admin) {
        String path = make("dry-runs-ended", "\"finalizers\": [\"example.test/held\"]", admin);
        assertThat(admin.request("DELETE", path, null)).isOk();
        awaitAnswer(Answer.REFUSED, "dry-runs-ended", admin);
        Patch.merge(admin, path, "{\"metadata\": {\"finalizers\": null}}");
    }

    private static String make(String namespace, String metadata, KubeAccess admin) {
        assertThat(admin.request(
                        "POST",
                        "/api/v1/namespaces",
                        "{\"metadata\": {\"name\": \"" + namespace + "\", " + metadata + "}}"))
                .hasStatus(201);
        return "/api/v1/namespaces/" + namespace;
    }

    /**
     * Another pod, or a later one, would be let in. No controller counts the pods here, so that the test says there are
     * none.
     */
    @Test
    void takes_a_quota_for_no_obstacle(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        String pods = "/api/v1/namespaces/" + namespace + "/pods?dryRun=All";
        assertThat(admin.request(
                        "POST",
                        "/api/v1/namespaces/" + namespace + "/resourcequotas",
                        "{\"metadata\": {\"name\": \"none\"}, \"spec\": {\"hard\": {\"pods\": \"0\"}}}"))
                .hasStatus(201);
        assertThat(Patch.merge(
                                admin,
                                "/api/v1/namespaces/" + namespace + "/resourcequotas/none/status",
                                "{\"status\": {\"hard\": {\"pods\": \"0\"}, \"used\": {\"pods\": \"0\"}}}")
                        .code())
                .isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(admin.request("POST", pods, """
                        {"metadata": {"name": "one"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}""")).isForbidden());
        assertThat(answerIn(namespace, admin)).isEqualTo(Answer.ADMITTED);
    }

    /** Whatever its message reads like. */
    @Test
    void knows_a_policy_by_the_cause_that_it_gives(@KubeAdmin KubeAccess admin, @KubeNamespace String namespace) {
        Manifests policy = new Policy()
                .admission("ValidatingAdmissionPolicy", "dry-runs", """
                    spec:
                      matchConstraints:
                        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                        resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
                      validations:
                      - {expression: "false", reason: Forbidden, message: 'violates PodSecurity "baseline", being terminated'}
                    """.formatted(namespace))
                .admission(
                        "ValidatingAdmissionPolicyBinding",
                        "dry-runs",
                        "spec: {policyName: dry-runs, validationActions: [Deny]}")
                .manifests();
        try (AppliedManifests applied = AppliedManifests.apply(policy, admin)) {
            assertThat(applied.objects()).hasSize(2);
            assertThat(answerIn(namespace, admin)).isEqualTo(Answer.REFUSED_BY_POLICY);
        }
    }

    @Test
    void says_what_to_do_where_it_may_not_ask(@KubeUser("no-administrator") KubeAccess user) {
        HostPodDryRuns server = of(user);
        assertThatExceptionOfType(AccessReviewException.class)
                .isThrownBy(() -> server.in("default"))
                .withMessage(
                        "The administrator could not ask whether pods may get at their node: 403: pods is forbidden:"
                                + " User \"no-administrator\" cannot create resource \"pods\" in API group \"\" in "
                                + "the namespace \"default\". Let it do so, or leave that way out by "
                                + "ignoring(Technique.HOST_POD)");
        assertThatExceptionOfType(AccessReviewException.class)
                .isThrownBy(server::namespaces)
                .withMessageStartingWith("The administrator could not list namespaces: 403: ");
    }
}
