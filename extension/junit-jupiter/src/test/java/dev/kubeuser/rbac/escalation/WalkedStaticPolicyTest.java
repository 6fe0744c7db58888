// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.question.internal.HostPodDryRuns;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that the API server has from a file cannot be removed by who may remove policies. */
@KubeCluster
@RunsOnce
class WalkedStaticPolicyTest {

    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private static final String PODS = "/api/v1/namespaces/static-policies/pods?dryRun=All";
    private static final String GOAL = "ClusterRole static-policies-goal";
    private static final String POLICY = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: no-host-pods.static.k8s.io}
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
              validations: [{expression: "false"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-host-pods.static.k8s.io}
            spec: {policyName: no-host-pods.static.k8s.io, validationActions: [Deny]}
            """;

    @TempDir
    private Path directory;

    private Path configuration(String policies) throws IOException {
        Path manifests = Files.createDirectory(directory.resolve("manifests"));
        Files.writeString(manifests.resolve("policy.yaml"), policies);
        return Files.writeString(directory.resolve("admission.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                - name: ValidatingAdmissionPolicy
                  configuration:
                    apiVersion: apiserver.config.k8s.io/v1
                    kind: ValidatingAdmissionPolicyConfiguration
                    staticManifestsDir: %s
                """.formatted(manifests));
    }

    /** Feature gate ManifestBasedAdmissionControlConfig, on by default since that version. */
    @Test
    void a_policy_from_a_file_stays(Cluster cluster) throws IOException {
        assumeTrue(
                KubernetesVersion.parse(cluster.version()).compareTo(KubernetesVersion.parse("1.37")) > 0,
                () -> "not run: " + cluster.version() + " reads no policies from files");
        String argument = "admission-control-config-file=" + configuration(POLICY);
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .cluster(spec -> spec.withApiserverArguments(argument))
                .start()) {
            session.apply("classpath:escalation/static-policies.yaml");
            KubeAccess user = session.user("static-policies-remover");
            assertThat(new HostPodDryRuns(ManagedCluster.of(session.cluster()).adminRequests()).in("static-policies"))
                    .isEqualTo(HostPods.Answer.REFUSED);
            assertThat(user).cannotGainRole(GOAL).cannotBecomeClusterAdmin();
            assertThat(user.get(POLICIES).body()).contains("\"items\":[]");
            assertThat(user.request("DELETE", POLICIES + "/no-host-pods.static.k8s.io", null))
                    .hasStatus(404);
            assertThat(user.request("DELETE", POLICIES, null)).isOk();
            assertThat(user.request("POST", PODS, """
                            {"metadata": {"name": "one"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}""")).hasStatus(422);
        }
    }
}
