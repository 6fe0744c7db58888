// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query.internal;

import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.testkit.Failures.assertMistaken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.lint.internal.RuleProblems;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the sources of Kubernetes ask authorizers can be asked, and no rule for it is reported. */
class KnownVerbsTest {

    private final QueryCheck check = new QueryCheck(Discovery.ofKubernetes(), ServerFeature.all());

    /** A test in Go compares the table with the sources. */
    static Stream<String> questions() throws IOException {
        return Files.readAllLines(SourceTree.file("control-plane/internal/upstream/testdata/checks.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(" | ") + 3))
                .filter(question -> !question.equals("-"))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void what_kubernetes_asks_is_known(String question) {
        String[] words = question.split(" ", 2);
        AccessQuery query = AccessQuery.verb(words[0], words[1]);
        check.require(check.isInNamespaces(query) ? query.inAllNamespaces() : query);

        String rule = "{apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]}"
                .formatted(query.resourceName().group(), query.resourceName().inRules(), query.verb());
        RuleProblems problems = new RuleProblems(AskedResources.of(check.served(), check), List.of());
        assertThat(problems.ofFiles(
                        new Policy().clusterRole("asking", rule).manifests().rbacPolicy()))
                .isEmpty();
    }

    @Test
    void the_verb_of_an_unsafe_deletion_is_of_what_can_be_deleted() {
        assertMistaken(
                () -> check.require(
                        verb("unsafe-delete-ignore-read-errors", "pods/log").in("default")),
                "There is no verb \"delete\" for pods/log, only get");
    }
}
