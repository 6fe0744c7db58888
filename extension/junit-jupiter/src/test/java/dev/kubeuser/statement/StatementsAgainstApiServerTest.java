// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.rbac.AccessReviews;
import dev.kubeuser.rbac.Answer;
import dev.kubeuser.rbac.ClusterWithPolicy;
import dev.kubeuser.rbac.PublishedObjects;
import dev.kubeuser.rbac.Question;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.EffectiveDifference.Change;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Contradiction.Fact;
import dev.kubeuser.statement.internal.Statement.Holders;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PublishedPolicies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The API server answers as statements about published policies say: it allows or denies each request of a
 * counterexample, allows what a policy gives after it is applied and not before, and denies what is just outside of
 * what a subject is allowed. On a cluster of its own, where nobody else writes policies.
 */
@KubeCluster(dedicated = true)
@InTurn
@RunsOn(value = EMBEDDED, because = "it asks 6,000 questions, and the API server is the same on each kind")
class StatementsAgainstApiServerTest {

    private static final String FOREIGN = "elsewhere";

    /** What is expected of the API server, each question once. */
    private final Map<Question, Boolean> expected = new LinkedHashMap<>();

    /** How many facts there are of each kind; a question may be asked for several. */
    private final Map<String, Integer> counts = new TreeMap<>();

    private int questions;

    @Test
    void counterexamples_and_gains_are_what_the_server_says(
            @KubeAdmin KubeAccess admin, Cluster running, TestReporter reporter) {
        PublishedPolicies.require();
        AccessReviews reviews = new AccessReviews(admin);
        ClusterWithPolicy applied = new ClusterWithPolicy(admin);
        applied.createNamespaces(PublishedObjects.PROJECTS.values());
        applied.createNamespaces(Set.of(FOREIGN));
        EffectivePolicy bare = ClusterPolicy.inForce(running);
        List<EffectivePolicy> alone = new ArrayList<>();
        EffectivePolicy before = bare;
        for (String project : new TreeSet<>(PublishedObjects.PROJECTS.keySet())) {
            List<JsonObject> objects = PublishedObjects.of(project);
            String yaml = objects.stream().map(JsonObject::toString).collect(Collectors.joining("\n---\n"));
            EffectivePolicy ofFiles = EffectivePolicy.of(Manifests.parse(project + ".yaml", yaml));
            List<Change> gains = EffectiveDifference.between(bare, ofFiles).gains();
            assertThat(gains).as(project).isNotEmpty();
            gains.forEach(gain -> expect("gain, before it is applied", gain, false));
            assertAgreed(reviews, before);

            applied.add(objects);
            EffectivePolicy after = ClusterPolicy.inForce(running);
            gains.forEach(gain -> expect("gain over the default policy", gain, true));
            assertGained(gains, EffectiveDifference.between(before, after));
            statements(after, RbacPolicy.of(objects), PublishedObjects.namespace(project));
            assertAgreed(reviews, after);
            alone.add(ofFiles);
            before = after;
        }
        for (EffectivePolicy one : alone) {
            for (EffectivePolicy other : alone) {
                EffectiveDifference.between(one, other)
                        .gains()
                        .forEach(gain -> expect("gain from one published policy to another", gain, true));
            }
        }
        assertAgreed(reviews, before);
        assertConfirmed(before, bare);
        reporter.publishEntry("statements about published policies", questions + " questions: " + counts);
        assertThat(questions).isGreaterThan(5_000);
        assertThat(counts)
                .hasSize(10)
                .allSatisfy((what, count) -> assertThat(count).isGreaterThan(20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{apiGroups: [apps], resources: ['*'], verbs: [get]} | get any-resource.apps",
                "{apiGroups: ['*'], resources: [pods], verbs: [get]} | get pods.any-group",
                "{apiGroups: [''], resources: [pods], verbs: ['*']} | any-verb pods",
                "{nonResourceURLs: [/metrics], verbs: ['*']} | any-verb /metrics",
                "{nonResourceURLs: ['/*'], verbs: [get]} | get /any-path"
            })
    void the_server_is_asked_what_is_to_come(String rule, String request, @KubeAdmin KubeAccess admin, Cluster running)
            throws IOException {
        String name = "a-" + Integer.toHexString(rule.hashCode());
        new ClusterWithPolicy(admin)
                .add(new Policy()
                        .clusterRole(name, rule).to("group " + name).manifests().objects().stream()
                                .map(ManifestObject::json)
                                .toList());
        Subject[] others = ClusterPolicy.inForce(running).subjects().stream()
                .filter(subject ->
                        subject.name().startsWith("a-") && !subject.name().equals(name))
                .toArray(Subject[]::new);

        assertThatThrownBy(() -> KubeAssertions.assertThat(ClusterPolicy.inForce(running))
                        .nobodyBut(others)
                        .hasWildcards())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but Group " + name + " is allowed " + request + "\n")
                .hasMessageContaining("The API server answers the same.");
    }

    private static void assertConfirmed(EffectivePolicy policy, EffectivePolicy bare) {
        assertThatThrownBy(() -> KubeAssertions.assertThat(policy).grantsNothingBeyond(bare))
                .hasMessageContaining("The API server answers the same.");
        assertThatThrownBy(() -> KubeAssertions.assertThat(policy).isEquivalentTo(bare))
                .hasMessageContaining("The API server answers the same.");
        assertThatThrownBy(() -> KubeAssertions.assertThat(policy).nobody().hasRisks())
                .hasMessageContaining("The API server answers the same.");
    }

    private void expect(String what, Change gain, boolean isAllowed) {
        gain.subjects().forEach(subject -> expect(what, new Question(UserInfo.of(subject), gain.example()), isAllowed));
    }

    /** The cluster gives what the files say, and something to those who tell that the policy is in force. */
    private void assertGained(List<Change> ofFiles, EffectiveDifference ofCluster) {
        assertThat(ofCluster.losses()).isEmpty();
        assertThat(ofCluster.gains())
                .extracting(Change::toString)
                .containsAll(ofFiles.stream().map(Change::toString).toList());
        ofCluster.gains().forEach(gain -> expect("gain on the cluster", gain, true));
    }

    private void expect(String what, Question question, boolean isAllowed) {
        Boolean already = expected.put(question, isAllowed);
        assertThat(already == null || already == isAllowed)
                .as("said to be both allowed and denied: %s", question)
                .isTrue();
        counts.merge(what + (isAllowed ? ", allowed" : ", denied"), 1, Integer::sum);
    }

    /** The server and the evaluator say what is expected. */
    private void assertAgreed(AccessReviews reviews, EffectivePolicy policy) {
        List<Answer> answers = reviews.ask(List.copyOf(expected.keySet()));
        List<String> wrong = new ArrayList<>();
        int index = 0;
        for (Map.Entry<Question, Boolean> entry : expected.entrySet()) {
            Question question = entry.getKey();
            boolean isAllowed = entry.getValue();
            Answer answer = answers.get(index++);
            if (answer.allowed() != isAllowed
                    || policy.rbac().allows(question.user(), question.request()) != isAllowed) {
                wrong.add(question + " is expected to be " + (isAllowed ? "allowed" : "denied") + ", the server says "
                        + answer);
            }
        }
        assertThat(wrong).isEmpty();
        questions += answers.size();
        expected.clear();
    }

    private void statements(EffectivePolicy policy, RbacPolicy published, String namespace) {
        List<String> places = List.of(namespace, FOREIGN, "");
        List<Subject> subjects = subjects(published);
        List<RequestSet> risks = Stream.of(Risk.values())
                .map(Risk::requests)
                .filter(requests -> !requests.isEmpty())
                .toList();
        List<RequestSet> rules = published.roles().stream()
                .flatMap(role -> role.rules().stream())
                .flatMap(rule -> single(rule).stream())
                .distinct()
                .toList();
        ask(policy, new Statement.Forbids(Holders.ALL, Risk.WILDCARD.requests(policy.rbac())));
        for (RequestSet risk : risks) {
            ask(policy, new Statement.Forbids(Holders.ALL, risk));
            places.forEach(place -> ask(policy, new Statement.Forbids(Holders.ALL, risk.in(place))));
            risks.forEach(other -> ask(policy, new Statement.ForbidsBoth(Holders.ALL, risk, other)));
        }
        for (RequestSet rule : rules) {
            ask(policy, new Statement.Forbids(Holders.ALL, rule));
            for (String place : places) {
                ask(policy, new Statement.Forbids(Holders.ALL, rule.in(place)));
                subjects.forEach(subject -> ask(policy, new Statement.Grants(subject, rule.in(place))));
            }
        }
        for (Subject one : subjects) {
            ask(policy, new Statement.Grants(one, RequestSet.all()));
            ask(policy, new Statement.Confines(one, RequestSet.none()));
            rules.forEach(rule -> ask(policy, new Statement.Confines(one, rule)));
            published.roles().stream()
                    .map(RbacRole::requests)
                    .forEach(requests -> ask(policy, new Statement.Grants(one, requests)));
            neighbours(policy, one);
        }
    }

    private void ask(EffectivePolicy policy, Statement statement) {
        statement.contradictions(policy).stream()
                .flatMap(found -> found.facts(policy).stream())
                .forEach(fact -> expect(
                        "counterexample of " + statement.getClass().getSimpleName(), question(fact), fact.isAllowed()));
    }

    private static Question question(Fact fact) {
        return new Question(fact.user(), fact.request());
    }

    private static List<Subject> subjects(RbacPolicy published) {
        return published.bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .flatMap(subject -> subject.normal().stream())
                .distinct()
                .toList();
    }

    /** Each verb of each resource, or of each path. */
    private static List<RequestSet> single(RbacRule rule) {
        List<RequestSet> found = new ArrayList<>();
        for (String verb : rule.verbs()) {
            for (String group : rule.apiGroups()) {
                for (String resource : rule.resources()) {
                    found.add(RequestSet.ofResources(
                            List.of(verb), List.of(group), List.of(resource), rule.resourceNames()));
                }
            }
            rule.nonResourceUrls().forEach(path -> found.add(RequestSet.ofPaths(List.of(verb), List.of(path))));
        }
        return found;
    }

    /**
     * Requests that differ by one attribute from what a subject is allowed are what its set says, most of them denied.
     */
    private void neighbours(EffectivePolicy policy, Subject subject) {
        RequestSet allowed = policy.requestsOf(subject);
        allowed.ranges().stream()
                .flatMap(range -> policy.witness(policy.sendable(range.requests())).stream())
                .flatMap(StatementsAgainstApiServerTest::neighbours)
                .forEach(request -> expect(
                        "next to what is allowed",
                        new Question(UserInfo.of(subject), request),
                        allowed.contains(request)));
    }

    private static Stream<RequestAttributes> neighbours(RequestAttributes request) {
        if (request instanceof NonResourceAttributes path) {
            return Stream.of(
                    path,
                    new NonResourceAttributes("post", path.path()),
                    new NonResourceAttributes(path.verb(), path.path() + "x"),
                    new NonResourceAttributes(path.verb(), path.path() + "/x"));
        }
        ResourceAttributes resource = (ResourceAttributes) request;
        return Stream.of(
                resource,
                resource.withVerb("get"),
                resource.withVerb("deletecollection"),
                resource.withVerb(resource.verb().toUpperCase(Locale.ROOT)),
                resource.in(""),
                resource.in(FOREIGN),
                resource.in("kube-system"),
                resource.named("other"),
                resource.subresource(resource.subresource().isEmpty() ? "status" : ""),
                new ResourceAttributes(
                        resource.verb(),
                        resource.apiGroup() + "x",
                        resource.resource(),
                        resource.subresource(),
                        resource.namespace(),
                        resource.name()));
    }
}
