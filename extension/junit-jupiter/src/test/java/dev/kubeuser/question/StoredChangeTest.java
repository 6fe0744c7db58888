// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.question.Write.createObject;
import static dev.kubeuser.testkit.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.VersionUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an object before it is stored. */
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class StoredChangeTest {

    private static Write service(String label) {
        return createObject(new Policy()
                .labels("stored: " + label)
                .object(
                        "v1 Service",
                        "default/stored",
                        "spec: {clusterIP: None, selector: {a: b}, ports: [{port: 80}]}")
                .manifests("service.yaml"));
    }

    private static final Write WRITE = service("plain");

    private static final String DEFAULTS = """
            + spec.clusterIPs[0]: "None"
            + spec.internalTrafficPolicy: "Cluster"
            + spec.ipFamilies[0]: "IPv4"
            + spec.ipFamilyPolicy: "SingleStack"
            + spec.ports[0].protocol: "TCP"
            + spec.ports[0].targetPort: 80
            + spec.sessionAffinity: "None"
            + spec.type: "ClusterIP"
            """;

    @TempDir
    Path directory;

    @Test
    void defaults_are_changes(@KubeAdmin KubeAccess admin) throws IOException {
        Path golden = Files.writeString(directory.resolve("stored.txt"), DEFAULTS);
        assertThat(admin).can(WRITE).changedAs(golden);
        Files.writeString(golden, DEFAULTS.replace("TCP", "UDP"));
        assertFails(() -> assertThat(admin).can(WRITE).changedAs(golden))
                .hasMessageContaining("but this is changed, too:\n  + spec.ports[0].protocol: \"TCP\"\n")
                .hasMessageContaining("but this is not changed:\n  + spec.ports[0].protocol: \"UDP\"\n");
    }

    @Test
    void a_file_that_is_missing_is_told(@KubeAdmin KubeAccess admin) {
        assertFails(() -> assertThat(admin).can(WRITE).changedAs(directory.resolve("missing.txt")))
                .hasMessageContaining("but the file does not exist. Write it with -Dkubeuser.golden=update")
                .hasMessageContaining("  + spec.type: \"ClusterIP\"");
    }

    @Test
    void a_policy_changes_it(@KubeAdmin KubeAccess admin) throws IOException {
        VersionUnderTest.assumeHas(admin.cluster(), ServerFeature.MUTATING_ADMISSION_POLICIES);
        Manifests policy = new Policy()
                .admission("MutatingAdmissionPolicy", "stored", """
                    spec:
                      reinvocationPolicy: Never
                      matchConstraints:
                        objectSelector: {matchLabels: {stored: changed}}
                        resourceRules:
                        - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [services]}
                      mutations:
                      - patchType: ApplyConfiguration
                        applyConfiguration:
                          expression: "Object{metadata: Object.metadata{labels: {'stored': 'by-policy'}}}"
                    """)
                .admission("MutatingAdmissionPolicyBinding", "stored", "spec: {policyName: stored}")
                .manifests("policy.yaml");
        Write changed = service("changed");
        try (AppliedManifests applied = AppliedManifests.apply(policy, admin)) {
            assertThat(applied.objects()).hasSize(2);
            assertFails(() -> assertThat(admin).can(changed).changedAs(directory.resolve("changed.txt")))
                    .hasMessageContaining("  ~ metadata.labels.stored: \"changed\" -> \"by-policy\"");
        }
    }
}
