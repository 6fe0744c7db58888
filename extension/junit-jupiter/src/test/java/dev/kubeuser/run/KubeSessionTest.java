// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.AnonymousAuth;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a session as a main method would: nothing here is an annotation of ours but the one that chooses the kind. */
@RunsOnce
class KubeSessionTest {

    private static final String READERS = "src/test/resources/policies/readers.yaml";

    @Test
    void subjects_are_issued_a_policy_holds_and_the_report_tells_which_test_covered_it(@TempDir Path directory)
            throws Exception {
        Path report = directory.resolve("report");
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .report(report)
                .start()) {
            session.apply(READERS);
            KubeAccess alice = session.user("alice", "policy-test-readers");
            KubeAccess deployer = session.serviceAccount("default/deployer");
            session.test(
                    "healthz", () -> assertThat(alice.get("/healthz")).isOk().hasBody("ok"));
            assertThat(alice).isAuthenticatedAs("alice").can(list("configmaps").in("default"));
            assertThat(deployer).isAuthenticatedAs("system:serviceaccount:default:deployer");
            assertThat(deployer).cannot(list("pods").in("default"));
            session.test(
                    "anonymous reads nothing",
                    () -> assertThat(session.anonymous()).cannot(get("secrets").in("default")));
            assertThat(session.admin()).can(list("nodes"));
            assertThat(session.writeReport()).hasValue(report);
        }
        assertThat(Files.readString(report.resolve("report.md"))).isNotEmpty();
    }

    @Test
    void a_report_may_be_a_setting(@TempDir Path directory) {
        Path report = directory.resolve("report");
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.report", report.toString())
                .start()) {
            session.apply(READERS);
            assertThat(session.writeReport()).hasValue(report);
        }
        assertThat(report.resolve("report.html")).exists();
    }

    @Test
    void the_cluster_and_what_is_applied_are_as_code_says() {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .cluster(spec -> spec.withAnonymousAuth(AnonymousAuth.DISABLED))
                .start()) {
            assertThat(session.anonymous().get("/version")).isUnauthorized();
            session.apply(
                    Manifests.load("classpath:policies/pods-of-a-namespace.yaml"),
                    ApplyOptions.defaults().withNamespace("made-here").withCreateNamespaces(true));
            assertThat(session.user("dora")).can(list("pods").in("made-here"));
        }
    }

    @Test
    void mistakes_are_reported_before_a_cluster_starts() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KubeSession.builder().setting("kubeuser.clutser", "embedded"))
                .withMessage(
                        "There is no setting kubeuser.clutser (KubeSession.builder()); did you mean kubeuser.cluster?");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KubeSession.builder()
                        .setting("kubeuser.start-timeout", "soon")
                        .start())
                .withMessageContaining("kubeuser.start-timeout=soon");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() ->
                        KubeSession.builder().report(Path.of("pom.xml/report")).start())
                .withMessageContainingAll("report(pom.xml/report): no report can be written to", "off");
    }
}
