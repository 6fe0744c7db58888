// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.run.DenialMode;
import dev.kubeuser.run.KubeSession;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The class path has no {@code kubeuser-proof}, as that of a user who excludes it. */
@KubeManifests("src/test/resources/readers.yaml")
class WithoutProofTest {

    private static final String NEEDS =
            " needs the record of the tests: add dev.kubeuser:kubeuser-proof, which makes it, to the class path";

    @ParameterizedTest
    @ValueSource(strings = {"dev.kubeuser.trial.MutationTrial", "gg.jte.TemplateEngine"})
    void there_is_none(String type) {
        assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(type));
    }

    @Test
    void users_and_assertions_work(@KubeUser("alice") KubeAccess alice) {
        assertThat(alice.get("/healthz").body()).isEqualTo("ok");
        assertThat(alice).can(list("pods").in("library")).cannot(get("secrets").in("library"));
    }

    @Test
    void a_session_works_and_writes_nothing() {
        try (KubeSession session = KubeSession.start()) {
            session.apply("src/test/resources/readers.yaml");
            session.test(
                    "reads",
                    () -> assertThat(session.user("alice")).can(get("pods").in("library")));
            assertThat(session.writeReport()).isEmpty();
        }
    }

    @Test
    void a_session_that_needs_a_record_does_not_start(@TempDir Path report) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KubeSession.builder().report(report).start())
                .withMessage("KubeSession.builder().report" + NEEDS);
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KubeSession.builder().denials(DenialMode.FAIL).start())
                .withMessage("DenialMode.FAIL of a session" + NEEDS);
    }

    @KubeDenials(DenialMode.FAIL)
    static class StrictCase {
        @Test
        void reads(@KubeUser("alice") KubeAccess alice) {
            alice.get("/healthz");
        }
    }

    static class PlainCase {
        @Test
        void reads(@KubeUser("alice") KubeAccess alice) {
            alice.get("/healthz");
        }
    }

    @Test
    void what_needs_a_record_says_so(@TempDir Path report) {
        assertThat(failure(StrictCase.class, "kubeuser.keep", "false"))
                .hasValue("DenialMode.FAIL on class dev.kubeuser.WithoutProofTest$StrictCase" + NEEDS);
        assertThat(failure(PlainCase.class, "kubeuser.report", report.toString()))
                .hasValue("kubeuser.report" + NEEDS);
        assertThat(failure(PlainCase.class, "kubeuser.require.coverage", "80"))
                .hasValue("kubeuser.require.coverage" + NEEDS);
        assertThat(failure(PlainCase.class, "kubeuser.report", "off")).isEmpty();
    }

    private static Optional<String> failure(Class<?> tests, String setting, String value) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameter(setting, value)
                .execute()
                .allEvents()
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .map(Throwable::getMessage)
                .findFirst();
    }
}
