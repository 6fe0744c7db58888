// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.NeedsVersions;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.PackedControlPlane;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.OneTest;
import dev.kubeuser.testkit.SessionStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class with {@link KubeVersions} runs once for each version, and all that is injected belongs to that version. */
@RunsOnce
@OnEachJUnit
@SessionStores.Needed
class KubeVersionsTest {

    private static final KnownVersions KNOWN = KnownVersions.read();

    /** The versions whose programs are on the class path, as in the setting. */
    private static final List<KubernetesVersion> HERE = KNOWN.minors().stream()
            .filter(minor -> PackedControlPlane.isOnClassPath(minor.toString()))
            .toList();

    private static final String SETTING = HERE.stream().map(Object::toString).collect(Collectors.joining(","));

    private static EngineRun run(Class<?>... types) {
        return run(Map.of(), types);
    }

    private static EngineRun run(Map<String, String> more, Class<?>... types) {
        Map<String, String> settings = new HashMap<>(
                Map.of("kubeuser.cluster", "embedded", "kubeuser.report", "off", "kubeuser.start-timeout", "5m"));
        settings.put("kubeuser.kubernetes.version", SETTING);
        settings.putAll(more);
        return EngineRun.of(settings, types);
    }

    /** The same, exactly, in that order. */
    private static final List<String> EXACT =
            HERE.stream().map(KubeVersionsTest::exact).toList();

    private static String exact(KubernetesVersion minor) {
        return KNOWN.require(minor).toString();
    }

    /** Injects at each place at which a version is known. */
    @KubeVersions
    @KubeUser("alice")
    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    static class Everywhere {

        @KubeUser("alice")
        private static KubeAccess shared;

        @KubeUser("alice")
        private KubeAccess field;

        private final Cluster ofConstructor;

        Everywhere(Cluster ofConstructor) {
            this.ofConstructor = ofConstructor;
        }

        @BeforeEach
        void is_of_the_same_cluster(Cluster cluster) {
            assertThat(ofConstructor).isSameAs(cluster);
        }

        @Test
        void all_are_of_one_cluster(Cluster cluster, KubeAccess alice, TestReporter reporter) {
            assertThat(shared.cluster()).isSameAs(cluster);
            assertThat(field.cluster()).isSameAs(cluster);
            assertThat(alice.cluster()).isSameAs(cluster);
            reporter.publishEntry("version", cluster.version());
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "2"})
        void templates_of_methods_run_in_each(String number, Cluster cluster, TestReporter reporter) {
            reporter.publishEntry("template", cluster.version() + " " + number);
        }

        @Nested
        class Inside {

            private static KubeAccess beforeAll;

            @BeforeAll
            static void runs_once_for_each_version(KubeAccess alice) {
                beforeAll = alice;
            }

            @Test
            void belongs_to_the_same_version(Cluster cluster, TestReporter reporter) {
                assertThat(beforeAll.cluster()).isSameAs(cluster);
                assertThat(ofConstructor).isSameAs(cluster);
                reporter.publishEntry("nested", cluster.version());
            }
        }
    }

    @Test
    void everything_belongs_to_the_version_of_its_run() {
        EngineRun run = run(Everywhere.class);
        run.assertSuccessful(4 * HERE.size());
        assertThat(run.published("version")).isEqualTo(EXACT);
        assertThat(run.published("nested")).isEqualTo(EXACT);
        assertThat(run.published("template")).hasSize(2 * HERE.size());
        assertThat(run.containers())
                .containsAll(HERE.stream().map(minor -> "Kubernetes " + minor).toList());
    }

    /** Asserts something of the policy, so that there is a report. */
    @KubeVersions
    @KubeUser(value = "alice", groups = "trial-test-developers")
    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    static class Reader {
        @Test
        void reads_pods(KubeAccess alice) {
            assertThat(alice).can(get("pods").in("trial-test"));
        }
    }

    @Test
    void the_report_names_the_versions_and_the_tests_of_each(@TempDir Path directory) throws IOException {
        run(Map.of("kubeuser.report", directory.toString()), Reader.class).assertSuccessful(HERE.size());
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("| Kubernetes | " + String.join(", ", EXACT) + " |");
        String json = Files.readString(directory.resolve("report.json"));
        assertThat(JsonParser.parseString(json)
                        .getAsJsonObject()
                        .getAsJsonObject("build")
                        .getAsJsonArray("kubernetes"))
                .extracting(JsonElement::getAsString)
                .isEqualTo(EXACT);
        for (KubernetesVersion minor : HERE) {
            assertThat(json).contains("Reader on " + minor + " > reads_pods(KubeAccess)");
        }
    }

    @KubeVersions
    @KubeUser("alice")
    @TestInstance(Lifecycle.PER_CLASS)
    static class OneInstance {

        @KubeUser("alice")
        private KubeAccess field;

        @Test
        void the_field_is_of_this_run(Cluster cluster, TestReporter reporter) {
            assertThat(field.cluster()).isSameAs(cluster);
            reporter.publishEntry("version", cluster.version());
        }
    }

    @Test
    void one_instance_gets_its_fields_again() {
        EngineRun run = run(OneInstance.class);
        run.assertSuccessful(HERE.size());
        assertThat(run.published("version")).isEqualTo(EXACT);
    }

    static class Outer {
        @Nested
        @KubeVersions("1.37")
        @KubeUser("alice")
        class Inner {
            @Test
            void runs_on_each(KubeAccess alice, TestReporter reporter) {
                assertThat(alice).cannot(get("secrets").in("default"));
                reporter.publishEntry("version", alice.cluster().version());
            }
        }
    }

    @Test
    @NeedsVersions("1.37")
    void nested_class_may_have_versions_of_its_own() {
        EngineRun run =
                run(Map.of("kubeuser.kubernetes.version", KNOWN.standard().toString()), Outer.class);
        run.assertSuccessful(1);
        assertThat(run.published("version")).containsExactly(exact(KubernetesVersion.parse("1.37")));
    }

    @KubeVersions
    @KubeUser("alice")
    static class BeforeAllOfAllRuns {
        @BeforeAll
        static void begin(KubeAccess alice) {}

        @Test
        void never_runs() {}
    }

    @KubeVersions("1.7")
    @KubeUser("alice")
    static class Unknown extends OneTest {}

    @KubeVersions({"1.36", "v1.36.3"})
    @KubeUser("alice")
    static class Twice extends OneTest {}

    @KubeVersions("1.36")
    @KubeCluster(version = "1.37")
    @KubeUser("alice")
    static class Both extends OneTest {}

    @KubeVersions("1.36")
    @KubeUser("alice")
    static class Around {
        @Nested
        @KubeVersions("1.37")
        class Again {
            @Test
            void never_runs() {}
        }
    }

    @KubeVersions("1.37")
    @ParameterizedClass
    @KubeUser("alice")
    static class WithParameters extends OneTest {}

    /** Runs a class twice, as parameters do. */
    static final class Twofold implements ClassTemplateInvocationContextProvider {
        @Override
        public boolean supportsClassTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
            return Stream.of(new ClassTemplateInvocationContext() {}, new ClassTemplateInvocationContext() {});
        }
    }

    @KubeVersions
    @KubeUser("alice")
    static class AroundTemplate {
        @Nested
        @ClassTemplate
        @ExtendWith(Twofold.class)
        class Inner {
            @KubeUser("alice")
            private KubeAccess field;

            @Test
            void runs_twice_for_each_version(KubeAccess alice, TestReporter reporter) {
                assertThat(field.cluster()).isSameAs(alice.cluster());
                reporter.publishEntry("version", alice.cluster().version());
            }
        }
    }

    @Test
    void another_template_may_be_nested() {
        EngineRun run = run(AroundTemplate.class);
        run.assertSuccessful(2 * HERE.size());
        assertThat(run.published("version"))
                .isEqualTo(HERE.stream()
                        .flatMap(minor -> Stream.of(exact(minor), exact(minor)))
                        .toList());
    }

    @KubeVersions
    @KubeUser("alice")
    static class EachVersion {

        @Test
        void nobody_reads_secrets_by_default(KubeAccess alice) {
            assertThat(alice).cannot(list("secrets").in("kube-system"));
        }
    }

    @Test
    void without_a_list_it_is_the_default_version() {
        EngineRun run =
                run(Map.of("kubeuser.kubernetes.version", KNOWN.standard().toString()), EachVersion.class);
        run.assertSuccessful(1);
        assertThat(run.containers()).contains("Kubernetes " + KNOWN.standard());
    }

    @KubeVersions({"1.36", "1.37"})
    @KubeUser("alice")
    @Execution(ExecutionMode.CONCURRENT)
    static class SharedField {
        @KubeUser("alice")
        private static KubeAccess shared;

        @Test
        void never_runs() {
            assertThat(shared).isNull();
        }
    }

    @Test
    void runs_at_once_share_no_field() {
        assertThat(run(Map.of("junit.jupiter.execution.parallel.enabled", "true"), SharedField.class)
                        .failures())
                .hasSize(2)
                .extracting(Throwable::getMessage)
                .containsOnly("The field " + SharedField.class.getName() + ".shared is one for all versions of"
                        + " Kubernetes, whose runs go on at once: inject into a field or parameter of each test, or"
                        + " annotate the class with @Execution(SAME_THREAD)");
    }

    @KubeUser("alice")
    static class RunsOnceOnly extends OneTest {}

    @Test
    void mistakes_are_errors_before_anything_starts() {
        assertFails(BeforeAllOfAllRuns.class)
                .contains("begin runs once for all versions of Kubernetes, so nothing can be injected into it: use"
                        + " @BeforeEach, or @BeforeAll of a nested class, which runs once for each version");
        assertFails(Unknown.class)
                .contains("Unknown is misconfigured: Kubernetes 1.7 is not among the versions that this release of");
        assertFails(Twice.class).contains("Twice are misconfigured: v1.36.3 is there twice");
        assertFails(Both.class)
                .contains("Both is misconfigured: @KubeCluster(version = \"1.37\") and @KubeVersions name versions;"
                        + " leave one of the two out");
        assertFails(Around.class)
                .contains("Around are misconfigured: " + Around.Again.class.getName() + " is nested in "
                        + Around.class.getName() + ", and both have the annotation; leave one of the two out");
        assertFails(WithParameters.class)
                .contains(
                        "WithParameters are misconfigured: the class has @ParameterizedClass too; put that on a nested"
                                + " class with the tests");
    }

    @Test
    void class_without_the_annotation_cannot_run_on_a_list() {
        assertThat(run(Map.of("kubeuser.kubernetes.version", "1.36,1.37"), RunsOnceOnly.class)
                        .failure())
                .message()
                .isEqualTo("kubeuser.kubernetes.version=1.36,1.37: a cluster has one version: annotate the test classes"
                        + " with @KubeVersions, which runs them once for each, or run the build once for each");
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertFails(Class<?> type) {
        List<Throwable> failures = run(type).failures();
        assertThat(failures).hasSize(1);
        return assertThat(failures.get(0).getMessage());
    }
}
