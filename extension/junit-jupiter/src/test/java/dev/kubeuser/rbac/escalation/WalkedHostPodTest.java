// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.testkit.Patch;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Pods that get at their node start an escalation path where the API server lets them in, which it is asked; and the
 * same pod is let in, or refused, when its user creates it.
 */
@KubeManifests("classpath:escalation/host-pods.yaml")
class WalkedHostPodTest {

    private static final String NAMESPACES = "/api/v1/namespaces/";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MADE = "host-pods-made";

    @KubeAdmin
    private KubeAccess admin;

    private static KubeResponse run(KubeAccess user, String namespace) {
        return user.request("POST", NAMESPACES + namespace + "/pods?dryRun=All", """
            {"metadata": {"generateName": "host-pod-"},
             "spec": {"volumes": [{"name": "node", "hostPath": {"path": "/"}}],
                      "containers": [{"name": "shell", "image": "shell"}]}}\
            """);
    }

    /** Admission hears of namespaces and policies with a delay. */
    private static void awaitStatus(int code, KubeAccess user, String namespace) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(run(user, namespace)).hasStatus(code));
    }

    private static KubeResponse takeLabelOff(KubeAccess user, String namespace) {
        return Patch.merge(user, NAMESPACES + namespace, """
                {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": null}}}""");
    }

    private static void assertPath(KubeAccess user, String how) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        assertThat(user).ignoring(Technique.WORKLOAD).cannotGainRole("ClusterRole host-pods-goal"))
                .withMessageContaining("\n1. user \"" + user.name() + "\" " + how)
                .withMessageContaining(" and reads the tokens of pods there, if there are any, that run as")
                .withMessageContaining("HOST_POD (likely), see https://kubernetes.io/docs/concepts/security/");
        assertThat(user).ignoring(Technique.WORKLOAD, Technique.HOST_POD).cannotGainRole("ClusterRole host-pods-goal");
    }

    /** By steps that depend on more than permissions, and by no others. */
    private static void assertPathThatDepends(KubeAccess user, List<String> words, Technique... ignored) {
        assertThat(user).ignoring(ignored).cannotGainRole("ClusterRole host-pods-goal");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(user)
                        .including(Certainty.DEPENDS)
                        .ignoring(ignored)
                        .cannotGainRole("ClusterRole host-pods-goal"))
                .withMessageContainingAll(words.toArray(String[]::new));
    }

    @Test
    void in_a_namespace_without_Pod_Security(@KubeUser("host-pods-open") KubeAccess user) {
        assertPath(user, "runs a pod in host-pods-open, where Pod Security allows access to nodes,");
        assertThat(run(user, "host-pods-open")).hasStatus(201);
    }

    @Test
    void not_where_Pod_Security_is_enforced(@KubeUser("host-pods-guarded") KubeAccess user) {
        assertThat(user).cannotGainRole("ClusterRole host-pods-goal").cannotBecomeClusterAdmin();
        assertThat(run(user, "host-pods-guarded")).isForbiddenBy(Refusal.ADMISSION);
    }

    @Test
    void where_a_policy_forgets_privileged_pods(@KubeUser("host-pods-privileged") KubeAccess user) {
        awaitStatus(422, user, "host-pods-privileged");
        assertPath(user, "runs a pod in host-pods-privileged, where Pod Security allows access to nodes,");
        assertThat(user.request("POST", NAMESPACES + "host-pods-privileged/pods?dryRun=All", """
                {"metadata": {"generateName": "host-pod-"},
                 "spec": {"containers": [{"name": "shell", "image": "shell", "securityContext": {"privileged": true}}]}}"""))
                .hasStatus(201);
    }

    @Test
    void where_its_label_can_be_changed(@KubeUser("host-pods-labeller") KubeAccess user) {
        assertPath(user, "takes Pod Security off namespace host-pods-labelled, runs a pod there");
        assertThat(run(user, "host-pods-labelled")).isForbiddenBy(Refusal.ADMISSION);
        assertThat(takeLabelOff(user, "host-pods-labelled")).isOk();
        awaitStatus(201, user, "host-pods-labelled");
    }

    /** Another label of the namespace, which is a permission, too. */
    @Test
    void with_its_devices_where_its_label_can_be_changed(@KubeUser("devices-labeller") KubeAccess user) {
        assertPathThatDepends(user, List.of("DEVICE_ADMIN_ACCESS"), Technique.WORKLOAD, Technique.HOST_POD);
        assertThat(claim(user)).hasStatus(422).hasBodyContaining("resource.kubernetes.io/admin-access: true");
        assertThat(Patch.merge(user, NAMESPACES + "devices-labelled", """
                {"metadata": {"labels": {"resource.kubernetes.io/admin-access": "true"}}}""")).isOk();
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(claim(user)).hasStatus(201));
    }

    private static KubeResponse claim(KubeAccess user) {
        return user.request(
                "POST", "/apis/resource.k8s.io/v1/namespaces/devices-labelled/resourceclaims?dryRun=All", """
                {"metadata": {"name": "all"}, "spec": {"devices": {"requests": [
                  {"name": "device", "exactly": {"deviceClassName": "gpu", "adminAccess": true}}]}}}""");
    }

    @Test
    void where_its_label_can_be_changed_with_its_status(@KubeUser("host-pods-status") KubeAccess user) {
        assertPath(user, "takes Pod Security off namespace host-pods-status, runs a pod there");
        assertThat(run(user, "host-pods-status")).isForbiddenBy(Refusal.ADMISSION);
        assertThat(takeLabelOff(user, "host-pods-status")).isForbiddenBy(Refusal.AUTHORIZATION);
        assertThat(takeLabelOff(user, "host-pods-status/status")).isOk();
        awaitStatus(201, user, "host-pods-status");
    }

    @Test
    void where_its_label_can_be_changed_with_its_finalizers(@KubeUser("host-pods-finalize") KubeAccess user) {
        assertPath(user, "takes Pod Security off namespace host-pods-finalize, runs a pod there");
        assertThat(run(user, "host-pods-finalize")).isForbiddenBy(Refusal.ADMISSION);
        assertThat(user.request("PUT", NAMESPACES + "host-pods-finalize/finalize", """
                {"apiVersion": "v1", "kind": "Namespace",
                 "metadata": {"name": "host-pods-finalize"}, "spec": {"finalizers": ["kubernetes"]}}"""))
                .isOk();
        awaitStatus(201, user, "host-pods-finalize");
    }

    @Test
    void where_the_policy_that_refuses_it_can_be_removed(@KubeUser("host-pods-remover") KubeAccess user) {
        awaitStatus(422, user, "host-pods-remover");
        assertPath(user, "removes the policy that keeps pods in host-pods-remover from their node, runs one there");
        assertThat(user.request(
                        "DELETE",
                        "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/host-pods-remover",
                        null))
                .isOk();
        awaitStatus(201, user, "host-pods-remover");
    }

    /** A host pod that an administrator runs takes another image. */
    @Test
    void by_a_pod_that_is_there(@KubeUser("host-pods-enterer") KubeAccess user) {
        assertPathThatDepends(
                user,
                List.of(
                        "enters a pod in host-pods-open that has access to its node, if there is one, and",
                        "HOST_POD (depends on more than permissions)"),
                Technique.POD_ACCESS);
        assertThat(admin.request("POST", NAMESPACES + "host-pods-open/pods", """
                {"metadata": {"name": "agent"},
                 "spec": {"volumes": [{"name": "node", "hostPath": {"path": "/"}}],
                          "containers": [{"name": "agent", "image": "agent",
                            "volumeMounts": [{"name": "node", "mountPath": "/node"}]}]}}"""))
                .hasStatus(201);
        assertThat(Patch.strategic(
                        user,
                        NAMESPACES + "host-pods-open/pods/agent",
                        "{\"spec\": {\"containers\": [{\"name\": \"agent\", \"image\": \"another\"}]}}"))
                .isOk();
    }

    @Test
    void in_a_namespace_of_one_s_own(@KubeUser("host-pods-maker") KubeAccess user) {
        assertPath(user, "runs a pod in");
        try {
            assertThat(user.request("POST", "/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + MADE + "\"}}"))
                    .hasStatus(201);
            awaitStatus(201, user, MADE);
        } finally {
            admin.request("DELETE", NAMESPACES + MADE, "{}");
        }
    }

    @Test
    void not_where_another_policy_of_admission_denies_it(@KubeUser("host-pods-denied") KubeAccess user) {
        awaitStatus(422, user, "host-pods-denied");
        assertThat(user).cannotGainRole("ClusterRole host-pods-goal").cannotBecomeClusterAdmin();
    }
}
