// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.internal.EscalationPath;
import dev.kubeuser.rbac.escalation.internal.ExhaustiveSearch;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.HostPods;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The search finds the ways that one without its shortcuts finds, with the same steps in the same words. */
@Order(1) // takes long
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
            Escalation escalation = Escalation.of(policy)
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
    void both_searches_find_the_same_ways_of_many(String shape, int parts, String rules) {
        RbacPolicy policy = policy(parts, rules);
        List<UserInfo> users = usersOf(parts);
        for (Certainty certainty : List.of(Certainty.LIKELY, Certainty.DEPENDS)) {
            Escalation escalation = Escalation.of(policy).including(certainty);
            for (Goal goal : List.of(new Goal.ClusterAdmin(), new Goal.Role(RoleReference.clusterRole("r1")))) {
                assertThat(escalation.findAll(users, goal)).as(shape).isEqualTo(exhaustive(escalation, goal, users));
            }
        }
    }

    /** The policies whose ways other tests walk on a cluster, for all whom they name. */
    @Test
    void both_searches_find_the_same_ways_that_tests_walk() throws IOException {
        List<Path> policies;
        try (Stream<Path> files =
                Files.list(SourceTree.file("extension/junit-jupiter/src/test/resources/escalation"))) {
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
                    Escalation.of(policy).including(Certainty.DEPENDS).with(HostPods.admittedOutside(Set.of("ci")));
            Map<UserInfo, EscalationPath> known = exhaustive(escalation, GOALS.get(0), users);
            assertThat(escalation.findAll(users, GOALS.get(0)))
                    .as(file.toString())
                    .isEqualTo(known);
            found += known.size();
        }
        assertThat(found).isGreaterThan(10);
    }

    private static List<UserInfo> usersOf(int parts) {
        return IntStream.range(0, parts)
                .boxed()
                .flatMap(part -> Stream.of(
                        UserInfo.user("user-" + part),
                        UserInfo.serviceAccount("team-" + part, "robot"),
                        UserInfo.user("", "group-" + part)))
                .toList();
    }

    /** Subjects with their rules. A line with a PART is for each part, which has a NEXT one, the last one the first. */
    private static Stream<Arguments> shapes() {
        return Stream.of(
                arguments("one binds the next", 5, """
                        user nobody: bind clusterroles.RBAC r2, bind clusterroles.RBAC r3, bind clusterroles.RBAC r4
                        user nobody: bind clusterroles.RBAC r5, bind clusterroles.RBAC cluster-admin
                        user user-0: create clusterrolebindings.RBAC, bind clusterroles.RBAC r1"""),
                arguments("each enters the next", 5, """
                        user user-0 in team-0: create pods/exec
                        account team-PART/robot in team-NEXT: create pods/exec
                        account team-4/robot: cluster-admin"""),
                arguments("each reads a Secret of who impersonates", 5, """
                        user user-PART in team-PART: get secrets
                        account team-PART/robot: impersonate users, impersonate groups"""),
                arguments("each group reads a Secret of who impersonates", 5, """
                        group group-PART in team-PART: get secrets
                        account team-PART/robot: impersonate users, impersonate groups"""),
                arguments("some read a Secret by its name, of who impersonates", 5, """
                        user user-PART in team-PART: create secrets, patch secrets secret-PART
                        account team-PART/robot: impersonate users user-NEXT
                        user user-3: cluster-admin"""),
                arguments("much in all namespaces of three ServiceAccounts", 3, """
                        user user-0 in team-PART: create pods, * secrets, impersonate serviceaccounts
                        user user-0 in team-PART: * roles.RBAC, * rolebindings.RBAC
                        account team-PART/robot in team-PART: get pods
                        account team-PART/default in team-PART: get pods
                        account team-PART/other in team-PART: get pods"""),
                arguments("many named roles to bind", 5, """
                        user nobody: get pods, get nodes, get events, get services, get endpoints
                        user user-0: bind clusterroles.RBAC r1, bind clusterroles.RBAC r2, bind clusterroles.RBAC r3
                        user user-0: bind clusterroles.RBAC r4, bind clusterroles.RBAC r5
                        user user-0: create clusterrolebindings.RBAC"""),
                arguments("all in a namespace of their own", 5, "user user-PART in team-PART: * *.*"),
                arguments("much in a namespace of their own", 5, """
                        user user-PART in team-PART: create pods, impersonate serviceaccounts
                        user user-PART in team-PART: * roles.RBAC, create rolebindings.RBAC
                        account team-PART/robot in team-NEXT: patch configmaps one
                        account team-3/robot: cluster-admin"""),
                arguments("one rule each of a way of all", 5, """
                        user user-0 in team-1: create secrets
                        user user-1 in team-2: get secrets token
                        user user-2 in team-3: escalate roles.RBAC
                        user user-3 in team-4: update roles.RBAC
                        user user-4 in team-0: impersonate serviceaccounts
                        account team-0/robot: impersonate users"""));
    }

    private static RbacPolicy policy(int parts, String rules) {
        Policies policy = new Policies();
        for (String line : rules.split("\n", -1)) {
            for (int part = 0; part < (line.contains("PART") ? parts : 1); part++) {
                policy.add(line.replace("PART", "" + part).replace("NEXT", "" + (part + 1) % parts));
            }
        }
        return policy.build();
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
        return TechniqueTest.rows(table, head)
                .map(cells -> cells.subList(cells.size() - 3, cells.size()))
                .map(way -> new RandomPaths.Way(
                        way.get(0), way.get(1).equals("*") ? "" : way.get(1), TechniqueTest.split(way.get(2), ";")));
    }

    private static HostPods hostPods(Choice choice) {
        Map<String, HostPods.Answer> answers = new HashMap<>();
        for (String namespace : List.of("ci", "dev", "default", "elsewhere", "")) {
            answers.put(namespace, choice.one(List.of(HostPods.Answer.values())));
        }
        return HostPodSearchTest.hostPods(answers, Set.of("elsewhere"));
    }
}
