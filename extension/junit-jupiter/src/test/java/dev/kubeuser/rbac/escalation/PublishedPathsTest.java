// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of well-known projects, beside those of Kubernetes, have the paths that are known of them and no others. */
@RunsOnce
class PublishedPathsTest {

    private static final Path KNOWN = Path.of("src/test/resources/escalation/published.csv");

    @ParameterizedTest
    @ValueSource(strings = {"argo-cd", "kube-prometheus", "strimzi"})
    void published_policies_allow_what_is_known_of_them(String project) throws IOException {
        PublishedPolicies.require();
        Map<String, String> known = Files.readAllLines(KNOWN).stream()
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
}
