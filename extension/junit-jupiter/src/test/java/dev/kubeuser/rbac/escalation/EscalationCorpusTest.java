// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.PublishedPolicies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Policies with the label whether a path exists: for each technique one with its permissions, and near misses that lack
 * one of them; permissions that lead nowhere; and the policies of well-known projects. The search is right about all.
 */
@RunsOnce
class EscalationCorpusTest {

    private static final UserInfo ALICE = UserInfo.user("alice");

    /** A policy with its label, and what the search says. */
    private record Labelled(String policy, boolean isPath, boolean isFound) {}

    private static List<List<String>> rows(String table, int head) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(EscalationCorpusTest.class.getResourceAsStream("/escalation/" + table))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(head)
                    .map(line ->
                            Stream.of(line.split("\\|", -1)).map(String::strip).toList())
                    .toList();
        }
    }

    private static List<String> split(String text, String separator) {
        return Stream.of(text.split(separator)).map(String::strip).toList();
    }

    private static boolean isFound(
            String administrator, String where, List<String> rules, Certainty least, Set<Technique> ignored) {
        Policies policies = new Policies().clusterAdmin(administrator);
        String[] all = rules.toArray(String[]::new);
        RbacPolicy policy = (where.equals("*") ? policies.clusterWide(all) : policies.in(where, all)).build();
        return Escalation.in(policy)
                .including(least)
                .ignoring(ignored)
                .find(ALICE, new Goal.ClusterAdmin())
                .isPresent();
    }

    private static List<Labelled> ofTechniques() throws IOException {
        List<Labelled> labelled = new ArrayList<>();
        for (List<String> row : rows("paths.csv", 3)) {
            Set<Technique> named = split(row.get(0), " ").stream()
                    .map(Technique::valueOf)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Technique.class)));
            Certainty least = Certainty.valueOf(row.get(1));
            List<String> rules = split(row.get(4), ";");
            labelled.add(new Labelled(row.toString(), true, isFound(row.get(2), row.get(3), rules, least, Set.of())));
            for (String missing : rules) {
                List<String> others = new ArrayList<>(rules);
                others.remove(missing);
                labelled.add(new Labelled(
                        row + " without " + missing,
                        false,
                        isFound(row.get(2), row.get(3), others, least, EnumSet.complementOf(EnumSet.copyOf(named)))));
            }
        }
        for (List<String> row : rows("no-paths.csv", 2)) {
            labelled.add(new Labelled(
                    row.toString(),
                    false,
                    isFound(row.get(0), row.get(1), split(row.get(2), ";"), Certainty.DEPENDS, Set.of())));
        }
        return labelled;
    }

    /** The techniques of each subject that has a path, by policy and subject. */
    private static List<Labelled> ofPublishedPolicies() throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        rows("published.csv", 4).forEach(row -> known.put(row.get(0) + " " + row.get(1), row.get(2)));
        List<Labelled> labelled = new ArrayList<>();
        for (String name : List.of("argo-cd", "kube-prometheus", "strimzi")) {
            RbacPolicyBuilder written = RbacManifest.policy(
                    Manifests.load(PublishedPolicies.FOLDER.resolve(name).toString())
                            .objects());
            List<Subject> subjects = written.build().bindings().stream()
                    .flatMap(binding -> binding.subjects().stream())
                    .distinct()
                    .toList();
            Map<Subject, String> found =
                    Escalation.in(DefaultPolicy.of("1.37").addAll(written).build()).toClusterAdmin(subjects).stream()
                            .collect(Collectors.toMap(EscalationFinding::subject, EscalationFinding::techniques));
            for (Subject subject : subjects) {
                String expected = known.get(name + " " + subject);
                labelled.add(new Labelled(
                        name + " " + subject + " by " + found.get(subject),
                        expected != null,
                        expected == null ? found.containsKey(subject) : expected.equals(found.get(subject))));
            }
        }
        return labelled;
    }

    private static void assertRight(String what, List<Labelled> corpus, TestReporter reporter) {
        long found = corpus.stream().filter(Labelled::isFound).count();
        long paths = corpus.stream().filter(Labelled::isPath).count();
        long right =
                corpus.stream().filter(each -> each.isPath() && each.isFound()).count();
        reporter.publishEntry(
                what,
                String.format(
                        Locale.ROOT,
                        "%d policies, %d with a path: precision %.3f, recall %.3f",
                        corpus.size(),
                        paths,
                        (double) right / found,
                        (double) right / paths));
        assertThat(corpus).as("with another answer than their label").allMatch(each -> each.isPath() == each.isFound());
    }

    @Test
    void techniques_are_found_where_they_work_and_nowhere_else(TestReporter reporter) throws IOException {
        assertRight("techniques", ofTechniques(), reporter);
    }

    @Test
    void published_policies_allow_what_is_known_of_them(TestReporter reporter) throws IOException {
        PublishedPolicies.require();
        assertRight("published policies", ofPublishedPolicies(), reporter);
    }
}
