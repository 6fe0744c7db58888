package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.PublishedPolicies;
import dev.kubeuser.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The search and the risks say what they said before they were written again: the same paths in the same words, the same
 * cuts, the same risks. The package {@code frozen} is a copy of what decided then. It may be deleted, with this test, when
 * nobody writes the search again any more; until then, what is meant to change is changed in the copy, too.
 */
@RunsOnce
class FrozenSearchTest {

    private static final int POLICIES = Integer.getInteger("test.policies.random", 400);

    /** Of these many policies, one is asked about cuts and risks, too. */
    private static final int FOR_CUTS = 5;

    @Test
    void techniques_and_risks_are_described_as_before() {
        assertThat(Stream.of(Technique.values()).map(each -> each + " " + each.certainty() + " " + each.link()))
                .containsExactlyElementsOf(Stream.of(dev.kubeuser.rbac.escalation.frozen.Technique.values())
                        .map(each -> each + " " + each.certainty() + " " + each.link())
                        .toList());
        assertThat(Stream.of(Risk.values()).map(each -> each + " " + each.why() + " " + each.link()))
                .containsExactlyElementsOf(Stream.of(dev.kubeuser.rbac.escalation.frozen.Risk.values())
                        .map(each -> each + " " + each.why() + " " + each.link())
                        .toList());
        for (Risk risk : Risk.values()) {
            assertThat(risk.requests())
                    .as(risk.toString())
                    .isEqualTo(dev.kubeuser.rbac.escalation.frozen.Risk.valueOf(risk.name())
                            .requests());
        }
    }

    @Test
    void random_policies_have_the_same_paths_and_cuts() throws IOException {
        Seed seed = Seed.ofRun();
        Choice choice = new Choice(new Random(seed.value()));
        RandomPaths random = new RandomPaths(SamePathsTest.ways(), choice);
        for (int number = 0; number < POLICIES; number++) {
            RbacPolicy policy = random.policy(number);
            Both both = new Both(
                    policy,
                    choice.oneIn(3) ? EnumSet.copyOf(choice.some(12, List.of(Technique.values()))) : Set.of(),
                    choice.one(List.of(Certainty.LIKELY, Certainty.DEPENDS)),
                    SamePathsTest.hostPods(choice),
                    ServerFeature.of(number % 3 == 0 ? "1.34" : "1.37"));
            String name = seed + ", policy " + number;
            both.assertSamePaths(RandomPaths.users(), name);
            if (number % FOR_CUTS == 0) {
                both.assertSameFindings(name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.kubeuser.rbac.escalation.SamePathsTest#shapes")
    void policies_of_many_parts_have_the_same_paths_and_cuts(String shape, RbacPolicy policy) {
        for (Certainty certainty : List.of(Certainty.LIKELY, Certainty.DEPENDS)) {
            Both both = new Both(
                    policy, Set.of(), certainty, HostPods.admittedOutside(Set.of("team-0")), ServerFeature.all());
            both.assertSamePaths(SamePathsTest.usersOfShapes(), shape);
            both.assertSameFindings(shape);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.34", "1.37"})
    void the_policy_of_a_cluster_has_the_same_paths_and_cuts(String minor) {
        RbacPolicy policy = DefaultPolicy.of(minor).build();
        Both both =
                new Both(policy, Set.of(), Certainty.DEPENDS, HostPods.refusedEverywhere(), ServerFeature.of(minor));
        both.assertSameFindings(minor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"argo-cd", "kube-prometheus", "strimzi"})
    void published_policies_have_the_same_paths_and_cuts(String name) {
        PublishedPolicies.require();
        RbacPolicyBuilder written = RbacManifest.policy(
                Manifests.load(PublishedPolicies.FOLDER.resolve(name).toString())
                        .objects());
        RbacPolicy policy = DefaultPolicy.of("1.37").addAll(written).build();
        for (Certainty certainty : List.of(Certainty.LIKELY, Certainty.DEPENDS)) {
            new Both(policy, Set.of(), certainty, HostPods.admittedOutside(Set.of()), ServerFeature.all())
                    .assertSameFindings(name);
        }
    }

    /** The policies whose paths tests walk on a cluster. */
    @Test
    void walked_policies_have_the_same_paths_and_cuts() throws IOException {
        Path folder = Path.of("src/test/resources/escalation");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> policies = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            for (Path file : policies) {
                RbacPolicy policy = Manifests.load(file.toString()).rbacPolicy();
                new Both(
                                policy,
                                Set.of(),
                                Certainty.DEPENDS,
                                HostPods.admittedOutside(Set.of("ci")),
                                ServerFeature.all())
                        .assertSameFindings(file.toString());
            }
        }
    }

    /** A search, and the frozen one that is asked the same. */
    private record Both(
            RbacPolicy policy,
            Set<Technique> ignored,
            Certainty least,
            HostPods hostPods,
            Set<ServerFeature> features) {

        private Escalation search() {
            return Escalation.in(policy)
                    .ignoring(ignored)
                    .including(least)
                    .with(hostPods)
                    .with(features);
        }

        private dev.kubeuser.rbac.escalation.frozen.Escalation frozen() {
            return dev.kubeuser.rbac.escalation.frozen.Escalation.in(policy)
                    .ignoring(ignored.stream()
                            .map(each -> dev.kubeuser.rbac.escalation.frozen.Technique.valueOf(each.name()))
                            .collect(Collectors.toSet()))
                    .including(dev.kubeuser.rbac.escalation.frozen.Certainty.valueOf(least.name()))
                    .with(new FrozenHostPods(hostPods))
                    .with(features);
        }

        void assertSamePaths(List<UserInfo> users, String name) {
            assertSamePaths(
                    users, new Goal.ClusterAdmin(), new dev.kubeuser.rbac.escalation.frozen.Goal.ClusterAdmin(), name);
            RoleReference role = RoleReference.clusterRole("mine");
            assertSamePaths(users, new Goal.Role(role), new dev.kubeuser.rbac.escalation.frozen.Goal.Role(role), name);
        }

        private void assertSamePaths(
                List<UserInfo> users, Goal goal, dev.kubeuser.rbac.escalation.frozen.Goal frozenGoal, String name) {
            assertThat(text(search().findAll(users, goal), Both::text))
                    .as("%s, %s", name, goal)
                    .isEqualTo(text(frozen().findAll(users, frozenGoal), Both::frozenText));
            for (UserInfo user : users) {
                assertThat(search().find(user, goal).map(Both::text))
                        .as("%s, %s, %s", name, goal, user)
                        .isEqualTo(frozen().find(user, frozenGoal).map(Both::frozenText));
            }
        }

        /** The findings of all subjects, their cuts and their risks. */
        void assertSameFindings(String name) {
            List<Subject> subjects = policy.bindings().stream()
                    .flatMap(binding -> binding.subjects().stream())
                    .distinct()
                    .toList();
            assertThat(search().toClusterAdmin(subjects).stream()
                            .map(found -> found.subject() + text(found.path()) + found.cuts() + found.whyNoCut()))
                    .as(name)
                    .containsExactlyElementsOf(frozen().toClusterAdmin(subjects).stream()
                            .map(found -> found.subject() + frozenText(found.path()) + found.cuts() + found.whyNoCut())
                            .toList());
            assertThat(Risks.in(policy).with(features).all().toString())
                    .as(name)
                    .isEqualTo(dev.kubeuser.rbac.escalation.frozen.Risks.in(policy)
                            .with(features)
                            .all()
                            .toString());
        }

        private static <T> List<String> text(Map<UserInfo, T> paths, Function<T, String> text) {
            List<String> lines = new ArrayList<>();
            paths.forEach((user, path) -> lines.add(user + ": " + text.apply(path)));
            return lines;
        }

        private static String text(EscalationPath path) {
            return path.start() + " " + path.steps() + " " + path.reached();
        }

        private static String frozenText(dev.kubeuser.rbac.escalation.frozen.EscalationPath path) {
            return path.start() + " " + path.steps() + " " + path.reached();
        }
    }

    private record FrozenHostPods(HostPods now) implements dev.kubeuser.rbac.escalation.frozen.HostPods {

        @Override
        public Answer in(String namespace) {
            return Answer.valueOf(now.in(namespace).name());
        }

        @Override
        public Set<String> namespaces() {
            return now.namespaces();
        }
    }
}
