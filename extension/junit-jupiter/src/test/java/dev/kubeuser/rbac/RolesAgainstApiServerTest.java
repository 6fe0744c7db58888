// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.internal.PolicyText;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.RoleDifference;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What one role allows and another one does not is what the API server answers to a holder of each. On a cluster of its
 * own, where nobody else writes policies.
 */
@KubeCluster(dedicated = true)
@InTurn
@RunsOn(value = EMBEDDED, because = "it asks 2,000 questions, and the API server is the same on each kind")
class RolesAgainstApiServerTest {

    private static final int PAIRS = 600;

    /** A role, and the user to whom a binding gives it. */
    private record Held(EffectiveRole role, UserInfo holder) {

        /** Where two Roles are compared, that namespace stands for the one of each. */
        Question asked(RequestAttributes request, String compared) {
            String own = role.namespace();
            String there = request.namespace();
            return new Question(
                    holder,
                    request instanceof ResourceAttributes resource && !own.isEmpty()
                            ? resource.in(there.equals(compared) ? own : there.equals(own) ? compared : there)
                            : request);
        }
    }

    /** A request, and whether one role is said to allow it and another one not. */
    private record Asked(Held having, Held lacking, RequestAttributes request, boolean isDifferent) {

        List<Question> questions() {
            String namespace = lacking.role().namespace();
            String compared = namespace.isEmpty() ? having.role().namespace() : namespace;
            return List.of(having.asked(request, compared), lacking.asked(request, compared));
        }
    }

    private final Seed seed = Seed.ofRun();
    private final Choice choice = new Choice(new Random(seed.value()));
    private final Vocabulary words = new Vocabulary("pair");
    private final Map<String, Integer> counts = new TreeMap<>();

    @Test
    void random_pairs(@KubeAdmin KubeAccess admin, TestReporter reporter) {
        List<JsonObject> roles = new ArrayList<>(new RandomPolicy(words, choice)
                .objects().stream().filter(RolesAgainstApiServerTest::isRole).toList());
        Policy copies = new Policy();
        List<RbacRole> random = RbacPolicy.of(roles).roles().stream()
                .filter(role -> !role.rules().isEmpty())
                .toList();
        random.forEach(role -> add(role.id(), copy(role), copies));
        roles.addAll(RbacYaml.parse(copies.yaml()));
        EffectivePolicy policy = policy(roles);
        Policy bindings = new Policy();
        List<Held> held = policy.written().roles().stream()
                .filter(role -> !role.rules().isEmpty())
                .flatMap(role -> held(policy.role(role.id().toString()), bindings))
                .toList();
        ClusterWithPolicy cluster = new ClusterWithPolicy(admin);
        cluster.createNamespaces(Vocabulary.NAMESPACES);
        roles.addAll(RbacYaml.parse(bindings.yaml()));
        cluster.add(roles);

        List<Asked> asked = new ArrayList<>();
        choice.times(PAIRS, () -> ask(choice.one(held), choice.one(held))).forEach(asked::addAll);
        for (RbacRole role : random) {
            Held one = find(role.id(), held);
            Held other = find(copyOf(role.id()), held);
            asked.addAll(assertSame(one, other));
            asked.addAll(assertSame(other, one));
        }
        assertAnswered(asked, cluster.reviews());
        reporter.publishEntry("pairs of roles", counts.toString());
        assertThat(counts)
                .hasSize(5)
                .allSatisfy((what, times) -> assertThat(times).as(what).isGreaterThan(20));
    }

    private static boolean isRole(JsonObject object) {
        return object.get("kind").getAsString().endsWith("Role");
    }

    private static EffectivePolicy policy(List<JsonObject> roles) {
        return EffectivePolicy.of(Manifests.parse(
                "roles.yaml", roles.stream().map(JsonObject::toString).collect(Collectors.joining("\n---\n"))));
    }

    private static RoleReference copyOf(RoleReference role) {
        return new RoleReference(role.kind(), role.namespace(), role.name() + "-copy");
    }

    /** The same in other words: each value in a rule of its own, in any order. */
    private List<String> copy(RbacRole role) {
        List<String> rules = new ArrayList<>();
        for (RbacRule rule : role.rules()) {
            for (String verb : rule.verbs()) {
                for (String what : rule.nonResourceUrls().isEmpty() ? rule.resources() : rule.nonResourceUrls()) {
                    List<String> one = List.of(what);
                    RbacRule ofOne =
                            rule.nonResourceUrls().isEmpty() ? rule.withResources(one) : rule.withNonResourceUrls(one);
                    rules.add(PolicyText.yaml(ofOne.withVerbs(List.of(verb))));
                }
            }
        }
        Collections.shuffle(rules, choice.random());
        return rules;
    }

    private static void add(RoleReference original, List<String> rules, Policy copies) {
        String[] all = rules.toArray(String[]::new);
        RoleReference copy = copyOf(original);
        if (copy.isClusterWide()) {
            copies.clusterRole(copy.name(), all);
        } else {
            copies.role(copy.namespace() + "/" + copy.name(), all);
        }
    }

    /** A ClusterRole has one holder in the whole cluster, and one in a namespace. */
    private static Stream<Held> held(EffectiveRole role, Policy bindings) {
        RoleReference id = idOf(role);
        String user = id.name() + "@" + id.namespace();
        Held own = new Held(role, UserInfo.exactly(user));
        if (!id.isClusterWide()) {
            bindings.binding(id.namespace() + "/" + id.name(), "Role " + id.name(), "user " + user);
            return Stream.of(own);
        }
        bindings.clusterBinding(id.name(), id.name(), "user " + user);
        bindings.binding("dev/" + id.name(), "ClusterRole " + id.name(), "user " + user + "dev");
        return Stream.of(own, new Held(role.in("dev"), UserInfo.exactly(user + "dev")));
    }

    /** Of a role that is no sum of several. */
    private static RoleReference idOf(EffectiveRole role) {
        return RoleReference.parse(role.names().get(0).toString());
    }

    private static Held find(RoleReference id, List<Held> held) {
        return held.stream()
                .filter(one -> idOf(one.role()).equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Asks for the named request, and for a random one. */
    private List<Asked> ask(Held having, Held lacking) {
        RoleDifference difference = RoleDifference.between(having.role(), lacking.role());
        RequestAttributes random = request();
        Asked any = new Asked(having, lacking, random, difference.requests().contains(random));
        if (difference.isEmpty()) {
            count("covered");
            return List.of(any);
        }
        count(difference.isBeyondNamespace() ? "not in the namespace alone" : "not covered");
        if (choice.oneIn(5)) {
            assertCoveredWithAdditions(difference, having.role(), lacking.role());
        }
        return List.of(any, new Asked(having, lacking, difference.example(), true));
    }

    /** No API server is asked about a resource with a slash: a subresource is an attribute of its own. */
    private RequestAttributes request() {
        return Stream.generate(() ->
                        new RandomQuestions(words, choice).questions(1).get(0).request())
                .filter(request -> !(request instanceof ResourceAttributes resource)
                        || !resource.resource().contains("/"))
                .findFirst()
                .orElseThrow();
    }

    private List<Asked> assertSame(Held one, Held other) {
        assertThat(RoleDifference.between(one.role(), other.role()).requests().ranges())
                .as("%s, %s and its copy", seed, one.role())
                .isEmpty();
        return ask(one, other);
    }

    /** Once the suggested rules are added, nothing is left, and nothing is given that the other role does not give. */
    private void assertCoveredWithAdditions(RoleDifference difference, EffectiveRole having, EffectiveRole lacking) {
        List<String> rules = difference.parts().stream()
                .map(difference::addition)
                .map(words -> words.substring(words.indexOf(": {") + 2))
                .toList();
        if (rules.isEmpty()) {
            return;
        }
        count("with rules to add");
        RbacRole added = RbacPolicy.of(RbacYaml.parse(new Policy()
                        .clusterRole("added", rules.toArray(String[]::new))
                        .yaml()))
                .roles()
                .iterator()
                .next();
        for (RoleDifference.Part part : difference.parts()) {
            assertThat(added.requests().containsAll(part.requests()))
                    .as("%s: %s added to %s", seed, difference.addition(part), lacking)
                    .isTrue();
        }
        assertThat(having.requests().containsAll(added.requests()))
                .as("%s: %s of %s", seed, rules, having)
                .isTrue();
    }

    private void assertAnswered(List<Asked> asked, AccessReviews reviews) {
        List<Question> questions = asked.stream()
                .flatMap(one -> one.questions().stream())
                .distinct()
                .toList();
        Set<Question> allowed = reviews.allowed(questions);
        List<String> wrong = new ArrayList<>();
        for (Asked one : asked) {
            boolean isDifferent = allowed.contains(one.questions().get(0))
                    && !allowed.contains(one.questions().get(1));
            if (isDifferent) {
                count("allowed by one alone");
            }
            if (isDifferent != one.isDifferent()) {
                wrong.add(one + " is said to be " + one.isDifferent());
            }
        }
        assertThat(wrong).as(seed.toString()).isEmpty();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }
}
