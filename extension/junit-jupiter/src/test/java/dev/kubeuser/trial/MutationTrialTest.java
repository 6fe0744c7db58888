// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import static dev.kubeuser.analysis.internal.Mutation.MutationOperator.DROP_ADMISSION_BINDING;
import static dev.kubeuser.analysis.internal.Mutation.MutationOperator.DROP_VALIDATION;
import static dev.kubeuser.analysis.internal.Mutation.MutationOperator.NARROW_MATCH;
import static dev.kubeuser.analysis.internal.Mutation.MutationOperator.NEGATE_VALIDATION;
import static dev.kubeuser.analysis.internal.Mutation.MutationOperator.WARN_ONLY;
import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.question.Write.createObject;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.SessionStores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Mutants of admission policies, which are in force while tests run. */
@RunsOn(except = Kind.EXISTING, because = "a mutant is not for a cluster that others use")
@SessionStores.Needed
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class MutationTrialTest {

    private static MutationTrial trial(Class<?>... testClasses) {
        MutationTrial trial = MutationTrial.ofAdmission(testClasses);
        for (Map.Entry<String, String> setting : KindUnderTest.settings().entrySet()) {
            trial = trial.setting(setting.getKey(), setting.getValue());
        }
        return trial;
    }

    @KubeManifests("classpath:proof/trial-admission.yaml")
    @KubeUser(value = "bob", groups = "trial-admission")
    @KubeUser(
            value = "carol",
            groups = {"trial-admission", "trial-release"})
    static class Releasers {

        private static final Manifests PRICES = Manifests.parse(
                "prices.yaml",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: prices, namespace: trial-admission}, data: {a: "
                        + "b}}");

        @Test
        void only_releases(@KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol) {
            assertThat(carol).can(createObject(PRICES));
            assertThat(bob).cannot(createObject(PRICES)).deniedBy("ValidatingAdmissionPolicy trial-release-only");
        }
    }

    @Test
    @OnEachJUnit
    void mutants_are_made_of_policies_of_admission() {
        List<TriedMutant> tried = trial(Releasers.class).run();

        assertThat(tried)
                .filteredOn(TriedMutant::isKilled)
                .extracting(each -> each.mutant().operator())
                .containsExactlyInAnyOrder(
                        DROP_VALIDATION,
                        NEGATE_VALIDATION,
                        NEGATE_VALIDATION,
                        NARROW_MATCH,
                        DROP_ADMISSION_BINDING,
                        WARN_ONLY);
        assertThat(tried)
                .filteredOn(each -> !each.isKilled())
                .extracting(TriedMutant::toString)
                .containsExactlyInAnyOrder(
                        "survived: Namespace trial-admission enforces baseline instead of restricted "
                                + "(classpath:proof/trial-admission.yaml:3)",
                        "survived: Namespace trial-admission enforces the latest version instead of v1.34 "
                                + "(classpath:proof/trial-admission.yaml:3)",
                        "survived: ValidatingAdmissionPolicy trial-release-only without the validation "
                                + "object.data.size() < 5 (classpath:proof/trial-admission.yaml:30)",
                        "survived: ValidatingAdmissionPolicy trial-release-only without the condition by-people "
                                + "(classpath:proof/trial-admission.yaml:26)",
                        "survived: ValidatingAdmissionPolicy trial-release-only not for UPDATE "
                                + "(classpath:proof/trial-admission.yaml:24)",
                        "survived: ValidatingAdmissionPolicy trial-release-only with failurePolicy Ignore "
                                + "(classpath:proof/trial-admission.yaml:21)",
                        "survived: ValidatingAdmissionPolicyBinding trial-release-only without namespaceSelector "
                                + "(classpath:proof/trial-admission.yaml:39)");
    }

    @Test
    void more_mutants_than_there_may_be_are_an_error() {
        assertThatThrownBy(trial(Releasers.class).atMost(2)::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("(?s)There are \\d+ mutants, and a trial of at most 2 tries none of them.*");
        assertThatThrownBy(() -> trial(Releasers.class).atMost(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @KubeManifests("classpath:proof/trial-admission.yaml")
    @EnabledIf("isFirst")
    static class OnlyOnce {

        static final AtomicBoolean HAS_RUN = new AtomicBoolean();

        static boolean isFirst() {
            return HAS_RUN.compareAndSet(false, true);
        }

        @Test
        void applies_it() {}
    }

    /** Tests that pass without the mutant prove nothing about it. */
    @Test
    @OnEachJUnit
    void a_mutant_that_was_not_applied_is_an_error() {
        assertThatThrownBy(trial(OnlyOnce.class)::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This mutant was never applied")
                .hasMessageContaining("The tests applied other manifests in the later run");
    }

    @KubeManifests("classpath:proof/trial-admission.yaml")
    @KubeUser(value = "bob", groups = "trial-admission")
    static class Failing {
        @Test
        void fails(KubeAccess bob) {
            assertThat(bob).can(list("pods").in("trial-admission"));
        }
    }

    @Test
    @OnEachJUnit
    void tests_that_fail_anyway_are_an_error() {
        assertThatThrownBy(trial(Failing.class)::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Tests must pass before their policies are mutated")
                .hasMessageContaining("to be allowed to list pods");
    }

    @KubeNamespace
    @KubeManifests("classpath:proof/trial-own-admission.yaml")
    @KubeUser("alice")
    static class OwnerOfAdmission {
        @Test
        void writes_data(KubeAccess alice, @KubeNamespace String namespace) {
            assertThat(alice)
                    .can(createObject(Manifests.parse(
                                    "own.yaml",
                                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: own}, data: {a: b}}"))
                            .in(namespace));
        }
    }

    /** Policies have another name in each run. */
    @Test
    void the_command_prints_each() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean areAllKilled = MutationTrial.print(
                trial(OwnerOfAdmission.class).run(), new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(areAllKilled).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("""
                        kubeuser: survived: ValidatingAdmissionPolicy ${kubeuser.namespace} without the validation size(object.data) < 3 (classpath:proof/trial-own-admission.yaml:16)
                        """)
                .contains("without namespaceSelector (classpath:proof/trial-own-admission.yaml:24)\n")
                .contains("kubeuser: killed: ValidatingAdmissionPolicy ${kubeuser.namespace} with the opposite of")
                .endsWith("mutants survived\n");
    }

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser("bob")
    static class WithoutPolicy {
        @Test
        void others_list_no_pods(KubeAccess bob) {
            assertThat(bob).cannot(list("pods").in("trial-test"));
        }
    }

    @Test
    @OnEachJUnit
    void there_are_no_policies_of_admission() {
        assertThatThrownBy(trial(WithoutPolicy.class)::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing to mutate")
                .hasMessageContaining("none of the tests applies an admission policy");
    }

    @Test
    void command_wants_classes_that_exist() {
        assertThatThrownBy(() -> MutationTrial.of(List.of()))
                .hasMessage("name test classes, for example com.example.ReleaseOnlyTest");
        assertThatThrownBy(() -> MutationTrial.of(List.of("com.example.Missing")))
                .hasMessage("there is no class com.example.Missing on the class path");
    }
}
