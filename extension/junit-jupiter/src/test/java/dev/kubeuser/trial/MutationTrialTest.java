package dev.kubeuser.trial;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatThrownBy;
import static dev.kubeuser.dryrun.Write.create;
import static dev.kubeuser.mutants.MutationOperator.DROP_ADMISSION_BINDING;
import static dev.kubeuser.mutants.MutationOperator.DROP_VALIDATION;
import static dev.kubeuser.mutants.MutationOperator.NARROW_MATCH;
import static dev.kubeuser.mutants.MutationOperator.NEGATE_VALIDATION;
import static dev.kubeuser.mutants.MutationOperator.WARN_ONLY;
import static dev.kubeuser.review.AccessQuery.get;
import static dev.kubeuser.review.AccessQuery.list;

import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.Kind;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.review.AccessQuery;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Mutants that really are in force while tests run. */
@RunsOn(
        value = {Kind.EMBEDDED, Kind.K3S},
        because = "a mutant is not for a cluster that others use")
@EnabledIf(
        value = "dev.kubeuser.testkit.SessionStores#exist",
        disabledReason = "not applicable: JUnit 5.12 has no store that outlives a run of the engine")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class MutationTrialTest {

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "trial-test-developers")
    @KubeUser("bob")
    static class Readers {
        @Test
        void developers_read_pods_and_one_secret(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).can(get("pods").in("trial-test"));
            assertThat(alice).can(get("secrets").named("db").in("trial-test"));
            assertThat(alice).cannot(get("secrets").named("other").in("trial-test"));
        }

        @Test
        void others_list_no_pods(@KubeUser("bob") KubeAccess bob) {
            assertThat(bob).cannot(list("pods").in("trial-test"));
        }
    }

    private static MutationTrial trial(Class<?>... testClasses) {
        MutationTrial trial = MutationTrial.of(testClasses);
        for (Map.Entry<String, String> setting : KindUnderTest.settings().entrySet()) {
            trial = trial.with(setting.getKey(), setting.getValue());
        }
        return trial;
    }

    @Test
    @OnEachJUnit
    void tests_and_replay_agree_on_each_mutant() {
        List<TriedMutant> tried = trial(Readers.class).run();

        assertThat(tried).allMatch(TriedMutant::isAgreed);
        assertThat(tried).extracting(TriedMutant::isKilled).contains(true, false);
        assertThat(tried)
                .filteredOn(mutant -> mutant.toString().contains("for objects of all names"))
                .singleElement()
                .satisfies(mutant -> assertThat(mutant.failures())
                        .singleElement()
                        .asString()
                        .startsWith("developers_read_pods_and_one_secret")
                        .contains("not to be allowed to get secrets \"other\" in namespace \"trial-test\""));
    }

    @Test
    void more_mutants_than_there_may_be_are_an_error() {
        assertThatThrownBy(trial(Readers.class).atMost(2)::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("(?s)There are \\d+ mutants, and a trial of at most 2 tries none of them.*");
        assertThatThrownBy(() -> trial(Readers.class).atMost(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @KubeManifests("classpath:proof/trial-admission.yaml")
    @KubeUser(value = "bob", groups = "trial-admission")
    @KubeUser(
            value = "carol",
            groups = {"trial-admission", "trial-release"})
    static class Releasers {

        private static final Manifests PRICES = Manifests.parse(
                "prices.yaml",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: prices, namespace: trial-admission}, data: {a: b}}");

        @Test
        void only_releases(@KubeUser("bob") KubeAccess bob, @KubeUser("carol") KubeAccess carol) {
            assertThat(carol).can(create(PRICES));
            assertThat(bob).cannot(create(PRICES)).deniedBy("ValidatingAdmissionPolicy trial-release-only");
        }
    }

    @Test
    @OnEachJUnit
    void mutants_are_made_of_policies_of_admission() {
        List<TriedMutant> tried = trial(Releasers.class).ofAdmission().run();

        assertThat(tried)
                .filteredOn(TriedMutant::isKilled)
                .extracting(each -> each.judged().mutant().operator())
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
                        "survived: Namespace trial-admission enforces baseline instead of restricted (classpath:proof/trial-admission.yaml:3)",
                        "survived: Namespace trial-admission enforces the latest version instead of v1.34 (classpath:proof/trial-admission.yaml:3)",
                        "survived: ValidatingAdmissionPolicy trial-release-only without the validation object.data.size() < 5 (classpath:proof/trial-admission.yaml:30)",
                        "survived: ValidatingAdmissionPolicy trial-release-only without the condition by-people (classpath:proof/trial-admission.yaml:26)",
                        "survived: ValidatingAdmissionPolicy trial-release-only not for UPDATE (classpath:proof/trial-admission.yaml:24)",
                        "survived: ValidatingAdmissionPolicy trial-release-only with failurePolicy Ignore (classpath:proof/trial-admission.yaml:21)",
                        "survived: ValidatingAdmissionPolicyBinding trial-release-only without namespaceSelector (classpath:proof/trial-admission.yaml:39)");
    }

    @KubeNamespace
    @KubeManifests("classpath:proof/trial-own-admission.yaml")
    @KubeUser("alice")
    static class OwnerOfAdmission {
        @Test
        void writes_data(KubeAccess alice, @KubeNamespace String namespace) {
            assertThat(alice)
                    .can(create(Manifests.parse(
                                    "own.yaml",
                                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: own}, data: {a: b}}"))
                            .in(namespace));
        }
    }

    /** Policies have another name in each run. */
    @Test
    void the_command_prints_each() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean areAllKilled = new TrialCommand(new PrintStream(printed, true, StandardCharsets.UTF_8))
                .print(trial(OwnerOfAdmission.class).ofAdmission().run());

        assertThat(areAllKilled).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("""
                        kubeuser: survived: ValidatingAdmissionPolicy ${kubeuser.namespace} without the validation size(object.data) < 3 (classpath:proof/trial-own-admission.yaml:16)
                        """)
                .contains("without namespaceSelector (classpath:proof/trial-own-admission.yaml:24)\n")
                .contains("kubeuser: killed: ValidatingAdmissionPolicy ${kubeuser.namespace} with the opposite of")
                .endsWith("mutants survived\n");
    }

    @Test
    void there_are_no_policies_of_admission() {
        assertThatThrownBy(trial(Readers.class).ofAdmission()::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none of the tests applies a policy of admission");
    }

    @KubeNamespace
    @KubeManifests("classpath:proof/trial-own.yaml")
    @KubeUser("alice")
    static class Owner {
        @Test
        void sees_the_namespace(KubeAccess alice, @KubeNamespace String namespace) {
            assertThat(alice).can(get("namespaces").named(namespace));
        }
    }

    /** Everything in it has another name each time. */
    @Test
    void mutants_are_made_of_what_is_named_by_a_namespace_that_is_made_for_the_test() {
        List<TriedMutant> tried = trial(Owner.class).run();

        assertThat(tried).allMatch(TriedMutant::isAgreed);
        assertThat(tried)
                .filteredOn(TriedMutant::isKilled)
                .extracting(TriedMutant::toString)
                .anyMatch(mutant -> mutant.contains("without the name \"${kubeuser.namespace}\""))
                .noneMatch(mutant -> mutant.contains("-old"));
    }

    @KubeManifests("classpath:proof/trial-of-the-cluster.yaml")
    @KubeUser("alice")
    static class BoundToARoleOfTheCluster {

        private static final AccessQuery READING = get("configmaps").named("extension-apiserver-authentication");

        @Test
        void reads_in_one_namespace_only(KubeAccess alice) {
            assertThat(alice).can(READING.in("kube-system"));
            assertThat(alice).cannot(READING.in("default"));
        }
    }

    /** The binding is moved with what its Role allows, though that is not under test. */
    @Test
    void mutants_are_made_of_bindings_of_Roles_that_the_cluster_has() {
        assertThat(trial(BoundToARoleOfTheCluster.class).run())
                .allMatch(TriedMutant::isAgreed)
                .filteredOn(TriedMutant::isKilled)
                .extracting(TriedMutant::toString)
                .anyMatch(mutant -> mutant.contains("is a ClusterRoleBinding"))
                .anyMatch(mutant -> mutant.contains("is in the namespace default"));
    }

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser("bob")
    @EnabledIf("isFirst")
    static class OnlyOnce {

        static final AtomicBoolean HAS_RUN = new AtomicBoolean();

        static boolean isFirst() {
            return HAS_RUN.compareAndSet(false, true);
        }

        @Test
        void nothing_is_listed(@KubeUser("bob") KubeAccess bob) {
            assertThat(bob).cannot(list("pods").in("trial-test"));
        }
    }

    /** Tests that pass without the mutant prove nothing about it. */
    @Test
    @OnEachJUnit
    void a_mutant_that_was_not_applied_is_an_error() {
        MutationTrial trial = trial(OnlyOnce.class);
        assertThatThrownBy(trial::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("This mutant was never applied")
                .hasMessageContaining("OnlyOnce] applied that policy before it was mutated");
    }

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser(value = "alice", groups = "trial-test-developers")
    static class Skipping {
        @Test
        void is_skipped() {
            Assumptions.abort("not here");
        }

        @Test
        void developers_list_pods(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).can(list("pods").in("trial-test"));
        }
    }

    @Test
    @OnEachJUnit
    void tests_that_are_skipped_do_not_fail() {
        List<TriedMutant> tried = trial(Skipping.class).run();
        assertThat(tried).allMatch(TriedMutant::isAgreed);
        assertThat(tried).extracting(TriedMutant::isKilled).contains(true, false);
    }

    @Test
    void mutants_are_made_where_reports_are_off() {
        assertThat(trial(Readers.class).with("kubeuser.report", "off").run()).isNotEmpty();
    }

    @KubeUser("alice")
    static class WithoutPolicy {
        @Test
        void nothing(@KubeUser("alice") KubeAccess alice) {
            assertThat(alice).cannot(list("nodes"));
        }
    }

    @Test
    @OnEachJUnit
    void nothing_to_mutate_is_an_error() {
        MutationTrial trial = trial(WithoutPolicy.class);
        assertThatThrownBy(trial::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing to mutate")
                .hasMessageContaining("WithoutPolicy] applies a Role");
    }

    @KubeManifests(value = "classpath:proof/trial.yaml", createNamespaces = true)
    @KubeUser("bob")
    static class Failing {
        @Test
        void fails(@KubeUser("bob") KubeAccess bob) {
            assertThat(bob).can(list("pods").in("trial-test"));
        }
    }

    @Test
    @OnEachJUnit
    void tests_that_fail_anyway_are_an_error() {
        MutationTrial trial = trial(Failing.class);
        assertThatThrownBy(trial::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Tests must pass before their policy is mutated")
                .hasMessageContaining("to be allowed to list pods");
    }

    @Test
    void command_wants_classes_that_exist() {
        TrialCommand command =
                new TrialCommand(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        assertThatThrownBy(() -> command.run(List.of()))
                .hasMessage("name test classes, for example com.example.DevelopersTest");
        assertThatThrownBy(() -> command.run(List.of("com.example.Missing")))
                .hasMessage("there is no class com.example.Missing on the class path");
    }

    @KubeManifests(value = "classpath:proof/requests.yaml", createNamespaces = true)
    @KubeUser(value = "rose", groups = "requests-test")
    static class WritingRoles {
        @Test
        void roles_are_not_written(KubeAccess rose) {
            assertThat(rose.request(
                            "POST",
                            "/apis/rbac.authorization.k8s.io/v1/namespaces/requests-test/roles?dryRun=All",
                            """
                            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "x"},
                             "rules": [{"apiGroups": ["example.com"], "resources": ["things"], "verbs": ["get"]}]}"""))
                    .isForbidden();
        }
    }

    /** Who may write roles is still refused one with more rights than the own, so that no replay can tell. */
    @Test
    void what_is_refused_by_anybody_is_never_taken_for_noticed() {
        List<TriedMutant> tried = trial(WritingRoles.class).run();
        assertThat(tried)
                .filteredOn(TriedMutant::isKilled)
                .extracting(TriedMutant::toString)
                .singleElement()
                .asString()
                .startsWith("killed, but replayed otherwise: RoleBinding requests-test of ClusterRole cluster-admin");
        assertThat(tried).filteredOn(mutant -> !mutant.isKilled()).allMatch(TriedMutant::isAgreed);
    }
}
