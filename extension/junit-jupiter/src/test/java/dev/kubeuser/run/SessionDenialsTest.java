// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.testkit.Failures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOnce;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What denials do to the tests of a session. */
@RunsOnce
@InTurn
class SessionDenialsTest {

    private static final String POLICY = "src/test/resources/denials/operator.yaml";
    private static final String CORE = "/api/v1/namespaces/denials-test/";
    private static final String REFUSED = "ServiceAccount denials-test/operator may not list secrets in denials-test";

    private static KubeSessionBuilder builder() {
        return KubeSession.builder().cluster(ClusterKind.EMBEDDED);
    }

    @Test
    void a_denial_fails_its_test_unless_it_is_expected() {
        try (KubeSession session = builder()
                .denials(DenialMode.FAIL)
                .expectedDenials("list events")
                .start()) {
            KubeAccess operator = session.serviceAccount("denials-test/operator");
            session.apply(POLICY);
            session.test("is allowed", () -> operator.get(CORE + "configmaps"));
            session.test("is expected", () -> operator.get(CORE + "events"));
            session.test(
                    "is asserted",
                    () -> assertThat(operator.get(CORE + "secrets")).isForbidden());
            assertFails(() -> session.test("is refused", () -> operator.get(CORE + "secrets")))
                    .hasMessageContaining(REFUSED)
                    .hasMessageContaining("add to the rules of Role denials-test/operator");
            assertThatThrownBy(() -> session.test("fails by itself", () -> {
                        operator.get(CORE + "secrets");
                        throw new IllegalStateException("nothing happened");
                    }))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(REFUSED)
                    .hasMessageEndingWith("The test ended with IllegalStateException: nothing happened");
        }
    }

    @Test
    void what_no_manifest_defines_is_not_expected() {
        try (KubeSession session =
                builder().expectedDenials("list backup.charts.kubeuser.dev").start()) {
            session.apply("../policy/src/test/resources/charts/operator/crds/");
            assertThatThrownBy(() -> session.test("never runs", () -> {}))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("KubeSession.builder() expects \"list backup.charts.kubeuser.dev\": The API "
                            + "server has no resource \"backup.charts.kubeuser.dev\". Did you mean "
                            + "\"backups.charts.kubeuser.dev\"?");
        }
    }

    @Test
    void a_denial_in_no_test_fails_the_session() {
        AtomicReference<KubeAccess> closed = new AtomicReference<>();
        assertFails(() -> {
                    try (KubeSession session = builder()
                            .setting("kubeuser.require.no-denials", "true")
                            .start()) {
                        KubeAccess operator = session.serviceAccount("denials-test/operator");
                        closed.set(operator);
                        session.apply(POLICY);
                        operator.get(CORE + "secrets");
                    }
                })
                .hasMessageContaining(REFUSED);
        KubeAccess left = Objects.requireNonNull(closed.get());
        assertThatThrownBy(() -> left.get(CORE + "configmaps"))
                .as("the cluster has ended nevertheless")
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void without_the_mode_a_denial_is_only_reported(@TempDir Path directory) throws Exception {
        try (KubeSession session = builder().report(directory).start()) {
            KubeAccess operator = session.serviceAccount("denials-test/operator");
            session.apply(POLICY);
            session.test("is refused", () -> operator.get(CORE + "secrets"));
        }
        assertThat(Files.readString(directory.resolve("report.md"))).contains(REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "list podss, 'The API server has no resource \"podss\". Did you mean \"pods\"?'",
        "lists secrets now please, 'write it as in \"list secrets\" or \"get secrets db in dev\"'",
        "list pods in Dev, for all at once there is the request without in",
        "get /healthz in dev, leave out in dev",
        "get /healthz db, leave out the name db",
        "get /api/v1/pods, 'name verb and resource, as in list pods in dev'",
        "get pods/web in dev, an object's name goes into the words behind the resource"
    })
    void a_mistaken_expectation_is_told_in_its_own_words(String text, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> builder().expectedDenials(text))
                .withMessageStartingWith("KubeSession.builder() expects \"" + text + "\": ")
                .withMessageEndingWith(message);
    }
}
