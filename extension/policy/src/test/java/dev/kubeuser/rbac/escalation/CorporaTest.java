// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.DefaultPolicy;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.PublishedPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What other projects say of the policies of their tests is what kubeuser says, or there is a reason; and published
 * policies have no more paths than are known.
 */
class CorporaTest {

    static List<CorpusCase> cases() throws IOException {
        return CorpusCase.all();
    }

    /** So a reason fails whose difference is none any more. */
    @ParameterizedTest
    @MethodSource("cases")
    void kubeuser_says_the_same_or_there_is_a_reason(CorpusCase one) {
        Policies policy = Policies.besideDefaults("r");
        one.policy().forEach(policy::add);
        assertThat(one.isGained(policy.besideOthers(), Certainty.LIKELY)).isEqualTo(one.expected());
        assertThat(one.depends() && !one.isGained(policy.besideOthers(), Certainty.DEPENDS))
                .as("found by no step that depends")
                .isFalse();
    }

    /**
     * Those of well-known projects, beside those of Kubernetes, have the paths that are known of them and no others.
     */
    @ParameterizedTest
    @ValueSource(strings = {"argo-cd", "kube-prometheus", "strimzi"})
    void published_policies_allow_what_is_known_of_them(String project) throws IOException {
        PublishedPolicies.require();
        Map<String, String> known = Files.readAllLines(Path.of("src/test/resources/escalation/published.csv")).stream()
                .filter(line -> line.startsWith(project + " | "))
                .map(line -> line.split("\\|", -1))
                .collect(Collectors.toMap(cells -> cells[1].strip(), cells -> cells[2].strip()));
        RbacPolicyBuilder written = RbacManifest.policy(
                Manifests.load(PublishedPolicies.FOLDER.resolve(project).toString())
                        .objects());
        List<Subject> subjects = written.build().bindings().stream()
                .flatMap(binding -> binding.subjects().stream())
                .distinct()
                .toList();
        Map<String, String> found =
                Escalation.of(DefaultPolicy.of("1.37").addAll(written).build()).toClusterAdmin(subjects).stream()
                        .collect(Collectors.toMap(
                                finding -> finding.subject().toString(), EscalationFinding::techniques));
        assertThat(found).isEqualTo(known);
    }

    /** The charts of rbac-atlas are counted where they are read. */
    @Test
    void the_page_has_the_figures_and_the_reasons() throws IOException {
        String page = CorpusCase.page();
        Map<String, List<CorpusCase>> corpora = cases().stream().collect(Collectors.groupingBy(CorpusCase::corpus));
        corpora.forEach((corpus, cases) -> {
            Map<String, Long> reasons = cases.stream()
                    .filter(one -> !one.reason().isEmpty())
                    .collect(Collectors.groupingBy(CorpusCase::reason, Collectors.counting()));
            reasons.forEach((reason, count) ->
                    assertThat(page).contains("| %s | %s | %d |\n".formatted(reason, corpus, count)));
            long different =
                    reasons.values().stream().mapToLong(Long::longValue).sum();
            if (different < cases.size()) {
                assertThat(page).containsPattern(CorpusCase.row(corpus, cases.size(), different));
            }
        });
    }
}
