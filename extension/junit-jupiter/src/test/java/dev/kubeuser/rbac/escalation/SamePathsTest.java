// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The search finds the ways that one without its shortcuts finds, with the same steps in the same words. */
@RunsOnce
@Order(1) // takes longest
class SamePathsTest {

    private static final int POLICIES = Integer.getInteger("test.policies.random", 250);

    private static final List<Goal> GOALS = List.of(
            new Goal.ClusterAdmin(),
            new Goal.Role(RoleReference.clusterRole("mine")),
            new Goal.Role(RoleReference.role("ci", "yours")));

    @Test
    void both_searches_find_the_same_ways() throws IOException {
        Seed seed = Seed.ofRun();
        Choice choice = new Choice(new Random(seed.value()));
        RandomPaths random = new RandomPaths(ways(), choice);
        Map<Technique, Integer> met = new TreeMap<>();
        for (int number = 0; number < POLICIES; number++) {
            RbacPolicy policy = random.policy(number);
            Goal goal = choice.oneIn(3) ? choice.one(GOALS) : GOALS.get(0);
            Escalation escalation = Escalation.in(policy)
                    .ignoring(choice.oneIn(3) ? EnumSet.copyOf(choice.some(12, List.of(Technique.values()))) : Set.of())
                    .including(choice.one(List.of(Certainty.LIKELY, Certainty.DEPENDS)))
                    .with(hostPods(choice))
                    .with(ServerFeature.of(number % 3 == 0 ? "1.34" : "1.37"));
            Map<UserInfo, EscalationPath> known = exhaustive(escalation, goal, RandomPaths.users());
            for (UserInfo user : RandomPaths.users()) {
                assertThat(escalation.find(user, goal))
                        .as("%s, policy %d, %s", seed, number, user)
                        .isEqualTo(Optional.ofNullable(known.get(user)));
            }
            assertThat(escalation.findAll(RandomPaths.users(), goal))
                    .as("%s, policy %d", seed, number)
                    .isEqualTo(known);
            known.values().stream()
                    .flatMap(path -> path.steps().stream())
                    .forEach(step -> met.merge(step.technique(), 1, Integer::sum));
        }
        assertThat(met).as("%s, the techniques of the ways", seed).hasSizeGreaterThanOrEqualTo(20);
    }

    /** Shapes with many users, many namespaces or long ways, of which each search leaves out other steps. */
    @ParameterizedTest
    @MethodSource("shapes")
    void both_searches_find_the_same_ways_of_many(String shape, RbacPolicy policy) {
        List<UserInfo> users = usersOfShapes();
        for (Certainty certainty : List.of(Certainty.LIKELY, Certainty.DEPENDS)) {
            Escalation escalation = Escalation.in(policy).including(certainty);
            for (Goal goal : List.of(new Goal.ClusterAdmin(), new Goal.Role(RoleReference.clusterRole("r1")))) {
                assertThat(escalation.findAll(users, goal)).as(shape).isEqualTo(exhaustive(escalation, goal, users));
            }
        }
    }

    /** The policies whose ways other tests walk on a cluster, for all whom they name. */
    @Test
    void both_searches_find_the_same_ways_that_tests_walk() throws IOException {
        List<Path> policies;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/escalation"))) {
            policies = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        int found = 0;
        for (Path file : policies) {
            RbacPolicy policy = Manifests.load(file.toString()).rbacPolicy();
            List<UserInfo> users = policy.bindings().stream()
                    .flatMap(binding -> binding.subjects().stream())
                    .map(UserInfo::of)
                    .distinct()
                    .toList();
            Escalation escalation =
                    Escalation.in(policy).including(Certainty.DEPENDS).with(HostPods.admittedOutside(Set.of("ci")));
            Map<UserInfo, EscalationPath> known = exhaustive(escalation, GOALS.get(0), users);
            assertThat(escalation.findAll(users, GOALS.get(0)))
                    .as(file.toString())
                    .isEqualTo(known);
            found += known.size();
        }
        assertThat(found).isGreaterThan(10);
    }

    private static final int PARTS = 5;

    private static List<UserInfo> usersOfShapes() {
        return IntStream.range(0, PARTS)
                .boxed()
                .flatMap(part -> Stream.of(
                        UserInfo.user("user-" + part),
                        UserInfo.serviceAccount("team-" + part, "robot"),
                        UserInfo.user("", "group-" + part)))
                .toList();
    }

    private static Stream<Arguments> shapes() {
        return Stream.of(
                arguments(
                        "one binds the next",
                        chained("bind clusterroles.rbac.authorization.k8s.io r%d")
                                .clusterWideFor(
                                        "user user-0",
                                        "create clusterrolebindings.rbac.authorization.k8s.io",
                                        "bind clusterroles.rbac.authorization.k8s.io r1")
                                .build()),
                arguments(
                        "each enters the next",
                        parts((policy, part) -> policy.inFor(
                                        part == 0 ? "user user-0" : "account team-" + (part - 1) + "/robot",
                                        "team-" + part,
                                        "create pods/exec"))
                                .clusterAdmin("account team-4/robot")
                                .build()),
                arguments(
                        "each reads a Secret of who impersonates",
                        readingSecrets("user user-").build()),
                arguments(
                        "each group reads a Secret of who impersonates",
                        readingSecrets("group group-").build()),
                arguments(
                        "some read a Secret by its name, of who impersonates",
                        parts((policy, part) -> policy.inFor(
                                                "user user-" + part,
                                                "team-" + part,
                                                "create secrets",
                                                "patch secrets secret-" + part)
                                        .clusterWideFor(
                                                "account team-" + part + "/robot",
                                                "impersonate users user-" + (part + 1) % PARTS))
                                .clusterAdmin("user user-3")
                                .build()),
                arguments(
                        "much in all namespaces of three ServiceAccounts",
                        parts((policy, part) -> Stream.of("robot", "default", "other")
                                        .forEach(name -> policy.inFor(
                                                        "user user-0",
                                                        "team-" + part,
                                                        "create pods",
                                                        "* secrets",
                                                        "* roles.rbac.authorization.k8s.io",
                                                        "* rolebindings.rbac.authorization.k8s.io",
                                                        "impersonate serviceaccounts")
                                                .inFor(
                                                        "account team-" + part + "/" + name,
                                                        "team-" + part,
                                                        "get pods")))
                                .build()),
                arguments(
                        "many named roles to bind",
                        parts((policy, part) -> policy.clusterWideFor("user nobody", "get pods")
                                        .clusterWideFor(
                                                "user user-0",
                                                "bind clusterroles.rbac.authorization.k8s.io r" + (part + 1)))
                                .clusterWideFor("user user-0", "create clusterrolebindings.rbac.authorization.k8s.io")
                                .build()),
                arguments(
                        "all in a namespace of their own",
                        parts((policy, part) -> policy.inFor("user user-" + part, "team-" + part, "* *.*"))
                                .build()),
                arguments(
                        "much in a namespace of their own",
                        parts((policy, part) -> policy.inFor(
                                                "user user-" + part,
                                                "team-" + part,
                                                "create pods",
                                                "* roles.rbac.authorization.k8s.io",
                                                "create rolebindings.rbac.authorization.k8s.io",
                                                "impersonate serviceaccounts")
                                        .inFor(
                                                "account team-" + part + "/robot",
                                                "team-" + (part + 1) % PARTS,
                                                "patch configmaps one"))
                                .clusterAdmin("account team-3/robot")
                                .build()),
                arguments(
                        "one rule each of a way of all",
                        parts((policy, part) -> policy.inFor(
                                        "user user-" + part,
                                        "team-" + (part + 1) % PARTS,
                                        List.of(
                                                        "create secrets",
                                                        "get secrets token",
                                                        "escalate roles.rbac.authorization.k8s.io",
                                                        "update roles.rbac.authorization.k8s.io",
                                                        "impersonate serviceaccounts")
                                                .get(part)))
                                .clusterWideFor("account team-0/robot", "impersonate users")
                                .build()));
    }

    /** Each reads the Secrets of one who impersonates. */
    private static Policies readingSecrets(String who) {
        return parts((policy, part) -> policy.inFor(who + part, "team-" + part, "get secrets")
                .clusterWideFor("account team-" + part + "/robot", "impersonate users", "impersonate groups"));
    }

    private static Policies parts(ObjIntConsumer<Policies> parts) {
        Policies policy = new Policies();
        IntStream.range(0, PARTS).forEach(part -> parts.accept(policy, part));
        return policy;
    }

    /** Roles r1 and so on of nobody, each with a rule on the next. */
    private static Policies chained(String rule) {
        return parts((policy, part) -> policy.clusterWideFor(
                "user nobody",
                part + 1 < PARTS
                        ? rule.formatted(part + 2)
                        : rule.substring(0, rule.lastIndexOf(' ')) + " cluster-admin"));
    }

    private static Map<UserInfo, EscalationPath> exhaustive(Escalation escalation, Goal goal, List<UserInfo> users) {
        ExhaustiveSearch exhaustive = new ExhaustiveSearch(escalation);
        Map<UserInfo, EscalationPath> paths = new LinkedHashMap<>();
        users.forEach(user -> exhaustive.find(user, goal).ifPresent(path -> paths.put(user, path)));
        return paths;
    }

    private static List<RandomPaths.Way> ways() throws IOException {
        return Stream.concat(ways("/escalation/paths.csv", 3), ways("/escalation/no-paths.csv", 2))
                .toList();
    }

    private static Stream<RandomPaths.Way> ways(String table, int head) throws IOException {
        try (InputStream file = SamePathsTest.class.getResourceAsStream(table)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .skip(head)
                            .map(line -> split(line, "\\|"))
                            .map(cells -> cells.subList(cells.size() - 3, cells.size()))
                            .map(way -> new RandomPaths.Way(
                                    way.get(0), way.get(1).equals("*") ? "" : way.get(1), split(way.get(2), ";")))
                            .toList()
                            .stream();
        }
    }

    private static List<String> split(String text, String separator) {
        return Stream.of(text.split(separator)).map(String::strip).toList();
    }

    private static HostPods hostPods(Choice choice) {
        Map<String, HostPods.Answer> answers = new HashMap<>();
        for (String namespace : List.of("ci", "dev", "default", "elsewhere", "")) {
            answers.put(namespace, choice.one(List.of(HostPods.Answer.values())));
        }
        return new HostPods() {
            @Override
            public Answer in(String namespace) {
                return answers.getOrDefault(namespace, Answer.NO_NAMESPACE);
            }

            @Override
            public Set<String> namespaces() {
                return Set.of("elsewhere");
            }
        };
    }
}
