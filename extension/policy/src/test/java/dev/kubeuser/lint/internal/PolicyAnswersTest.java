// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.lint.internal.PolicyAnswers.Answer;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A question without a namespace is about all of them at once, and about each. */
class PolicyAnswersTest {

    private static final PolicyAnswers ANSWERS = new PolicyAnswers(PolicyFiles.of(
            new Policy()
                    .role("prod/readers", "list secrets")
                    .to("group team")
                    .role("prod/one", "get secrets db")
                    .to("user ann")
                    .clusterRole("everything", "list pods")
                    .to("user root")
                    .manifests(),
            KnownVersions.read().standard().withoutPatch(),
            true,
            false));

    /** What is not a reason. */
    private static List<String> lines(Answer answer) {
        return answer.lines().stream().filter(line -> !line.startsWith("    ")).toList();
    }

    @Test
    void who_may_in_some_namespaces_comes_after_who_may_in_all() {
        Answer answer = ANSWERS.whoCan("list secrets");
        assertThat(answer.isYes()).isTrue();
        assertThat(lines(answer))
                .containsExactly(
                        "nobody in the bindings may list secrets in all namespaces at once",
                        "who may list secrets in some namespaces only:",
                        "  Group team in prod");
        assertThat(lines(ANSWERS.whoCan("get secrets")))
                .containsExactly(
                        "nobody in the bindings may get secrets in all namespaces",
                        "who may get secrets in some namespaces only:",
                        "  User ann in prod for some names");
        assertThat(lines(ANSWERS.whoCan("get secrets db"))).contains("  User ann in prod");
        assertThat(lines(ANSWERS.whoCan("list pods")))
                .containsExactly("who may list pods in all namespaces at once:", "  User root");
    }

    @Test
    void nobody_is_nobody_anywhere() {
        Answer answer = ANSWERS.whoCan("delete secrets");
        assertThat(answer.isYes()).isFalse();
        assertThat(answer.lines())
                .containsExactly("nobody in the bindings may delete secrets in all namespaces, or in one of them");
    }

    @Test
    void one_subject_is_told_where_it_may() {
        Answer answer = ANSWERS.can("group:team list secrets");
        assertThat(answer.isYes()).isFalse();
        assertThat(answer.lines())
                .startsWith(
                        "no: Group team may not list secrets in all namespaces at once",
                        "  but Group team may in prod:");
        assertThat(ANSWERS.can("group:team list secrets --namespace prod").isYes())
                .isEqualTo(ANSWERS.can("group:team list secrets -n prod").isYes())
                .isTrue();
    }
}
