// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Sets of requests, held against the evaluator, which the API server never contradicted. */
@Order(1) // takes long
class RequestSetTest {

    private static final UserInfo JANE = UserInfo.exactly("jane", "dev");

    private static final List<String> NAMESPACES = List.of("", "dev", "elsewhere");
    private static final List<String> GROUPS = List.of("", "apps", "other");
    private static final List<String> RESOURCES = List.of("pods", "jobs", "others");
    private static final String[] WRITTEN_RESOURCES = {
        "pods", "jobs", "pods/log", "jobs/log", "*/log", "pods", "pods/", "*/", "pods/*", "*"
    };
    private static final List<String> SUBRESOURCES = List.of("", "log", "*", "other");
    private static final List<String> VERBS = List.of("get", "list", "other");
    private static final List<String> NAMES = List.of("", "db", "other");
    private static final List<String> PATHS =
            List.of("", "/", "/a", "/ab", "/a/", "/a/b", "/a/bc", "/a/other", "/other");

    /** Each value that a policy may have, and one that none has: so these stand for all requests. */
    private static final List<RequestAttributes> UNIVERSE = universe();

    private static List<RequestAttributes> universe() {
        List<RequestAttributes> all = new ArrayList<>();
        for (String verb : VERBS) {
            PATHS.forEach(path -> all.add(new NonResourceAttributes(verb, path)));
            for (String namespace : NAMESPACES) {
                for (String group : GROUPS) {
                    for (String resource : RESOURCES) {
                        for (String subresource : SUBRESOURCES) {
                            NAMES.forEach(name -> all.add(
                                    new ResourceAttributes(verb, group, resource, subresource, namespace, name)));
                        }
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    /** Policies of a few rules and bindings, from the words of the universe but the last ones. */
    private record RandomPolicies(Random random) {

        private List<String> some(String... words) {
            List<String> some =
                    Stream.of(words).filter(word -> random.nextInt(3) == 0).toList();
            return some.isEmpty() ? List.of(words[random.nextInt(words.length)]) : some;
        }

        RbacRule rule(RoleReference role, int index) {
            boolean isOfPaths = random.nextInt(4) == 0;
            boolean isNamed = random.nextInt(4) == 0;
            return new RbacRule(
                    new RbacRule.Id(role, index),
                    null,
                    some("get", "list", "get", "list", "*"),
                    isOfPaths ? List.of() : some("", "apps", "", "apps", "*"),
                    isOfPaths ? List.of() : some(WRITTEN_RESOURCES),
                    isNamed ? some("db", "") : List.of(),
                    isOfPaths ? some("/", "/a", "/a*", "/a/*", "/a/b**", "/a/b", "*") : List.of());
        }

        RbacPolicy policy() {
            List<RbacRole> roles = IntStream.range(0, 3)
                    .mapToObj(number -> RoleReference.clusterRole("role" + number))
                    .map(id -> new RbacRole(
                            id,
                            Map.of(),
                            IntStream.range(0, random.nextInt(3))
                                    .mapToObj(index -> rule(id, index))
                                    .toList(),
                            false,
                            null))
                    .toList();
            List<RbacBinding> bindings = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(number -> new RbacBinding(
                            random.nextBoolean()
                                    ? BindingReference.clusterRoleBinding("binding" + number)
                                    : BindingReference.roleBinding("dev", "binding" + number),
                            Map.of(),
                            RoleReference.clusterRole("role" + random.nextInt(4)),
                            List.of(random.nextBoolean() ? Subject.user("jane") : Subject.group("dev")),
                            null))
                    .toList();
            return policy(roles, bindings);
        }

        private static RbacPolicy policy(List<RbacRole> roles, List<RbacBinding> bindings) {
            Map<RoleReference, RbacRole> byId = new LinkedHashMap<>();
            roles.forEach(role -> byId.put(role.id(), role));
            return new RbacPolicy(
                    new AggregatedRoles(byId, Map.of()), RbacPolicyBuilder.Aggregation.COMPUTED, bindings);
        }
    }

    @Test
    void isTheRequestsThatTheEvaluatorAllows() {
        RandomPolicies policies = new RandomPolicies(new Random(33));
        RbacPolicy before = policies.policy();
        for (int round = 0; round < 25_000; round++) {
            RbacPolicy policy = policies.policy();
            compare(before, policy);
            before = policy;
        }
    }

    /** Each request is looked up in the set of one policy and in the difference; the rest follows from laws of sets. */
    private static void compare(RbacPolicy one, RbacPolicy other) {
        RequestSet ofOne = one.requestsOf(JANE);
        RequestSet ofOther = other.requestsOf(JANE);
        RequestSet both = ofOne.union(ofOther);
        RequestSet shared = ofOne.intersection(ofOther);
        RequestSet more = ofOne.minus(ofOther);
        boolean isMore = false;
        for (RequestAttributes request : UNIVERSE) {
            boolean first = one.allows(JANE, request);
            boolean onlyFirst = first && !other.allows(JANE, request);
            isMore |= onlyFirst;
            if (ofOne.contains(request) != first || more.contains(request) != onlyFirst) {
                throw new AssertionError(request + " is decided otherwise than by the evaluator: in " + ofOne
                        + "\nwithout " + ofOther + "\n" + one.roles() + one.bindings() + "\n" + other.roles()
                        + other.bindings());
            }
        }
        assertThat(more.isEmpty()).as("%s without %s", ofOne, ofOther).isEqualTo(!isMore);
        assertThat(ofOther.containsAll(ofOne)).isEqualTo(!isMore);
        assertThat(both.minus(ofOther)).isEqualTo(more);
        assertThat(both.containsAll(ofOne) && both.containsAll(ofOther)).isTrue();
        assertThat(both.minus(ofOne).minus(ofOther).isEmpty()).isTrue();
        assertThat(more.union(shared)).isEqualTo(ofOne).hasSameHashCodeAs(ofOne);
        Optional<RequestAttributes> witness = new Witness(List.of()).in(more);
        assertThat(witness.isPresent()).isEqualTo(isMore);
        witness.ifPresent(request -> assertThat(one.allows(JANE, request) && !other.allows(JANE, request))
                .as("%s is a witness of %s", request, more)
                .isTrue());
    }

    @Test
    void requests_with_another_verb_are_for_the_same_objects() {
        RandomPolicies policies = new RandomPolicies(new Random(34));
        for (int round = 0; round < 1_000; round++) {
            RequestSet set = policies.policy().requestsOf(JANE);
            RequestSet listed = set.withVerb("get", "list");
            assertThat(UNIVERSE)
                    .filteredOn(listed::contains)
                    .isEqualTo(UNIVERSE.stream()
                            .filter(ResourceAttributes.class::isInstance)
                            .map(ResourceAttributes.class::cast)
                            .filter(request -> request.verb().equals("list") && set.contains(request.withVerb("get")))
                            .toList());
        }
    }

    /**
     * Equal parts are reached by 200 values of each of four attributes, and would be compared for each path to them.
     */
    @Test
    void sets_of_few_parts_and_many_paths_are_united_by_their_parts() {
        RequestSet united = RequestSet.none();
        for (int left = 0; left < 200; left++) {
            united = united.union(allBut(left));
        }
        assertThat(united.contains(request(1, 2, 3, 4))).isTrue();
        assertThat(united.contains(request(1, 1, 1, 1))).isTrue();
        assertThat(united.minus(allBut(0)).contains(request(0, 2, 3, 4))).isTrue();
    }

    private static RequestSet allBut(int left) {
        return RequestSet.ofResources(
                names("verb", left), names("group", left), names("resource", left), names("name", left));
    }

    private static List<String> names(String begin, int left) {
        return IntStream.range(0, 200)
                .filter(number -> number != left)
                .mapToObj(number -> begin + number)
                .toList();
    }

    private static RequestAttributes request(int verb, int group, int resource, int name) {
        return ResourceAttributes.of("verb" + verb, "group" + group, "resource" + resource)
                .named("name" + name);
    }

    /** A file of 53 KB took 146 s and 5.9 GB. */
    @Test
    void rules_that_multiply_beyond_memory_are_refused() {
        Random random = new Random(7);
        List<RequestSet> rules = Stream.generate(() -> RequestSet.ofResources(
                        half("verb", random), half("group", random), half("resource", random), half("name", random)))
                .limit(60)
                .toList();
        assertThatThrownBy(() -> RequestSet.union(rules))
                .hasMessageContaining("different combinations of verb, API group, resource and name");
    }

    private static List<String> half(String prefix, Random random) {
        return IntStream.range(0, 60)
                .filter(index -> random.nextBoolean())
                .mapToObj(index -> prefix + index)
                .toList();
    }
}
