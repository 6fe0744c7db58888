// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The empty name in a rule is no limit: requests to list, create or delete them all have it. */
class EmptyNameTest {

    private static List<String> lint(String names, String verbs) {
        Policy policy = new Policy()
                .clusterRole(
                        "odd",
                        "{apiGroups: [''], resources: [configmaps], resourceNames: [" + names + "], verbs: [" + verbs
                                + "]}")
                .to("user eve");
        PolicyFiles files = PolicyFiles.of(
                policy.manifests(), KnownVersions.read().standard().withoutPatch(), true, false);
        return PolicyFindings.of(files, Certainty.LIKELY, AcceptedRisks.none()).text();
    }

    @Test
    void it_lets_create_and_delete_all_objects() {
        assertThat(lint("''", "create, deletecollection")).noneMatch(line -> line.contains("no effect"));
        assertThat(lint("'', a", "create, deletecollection")).noneMatch(line -> line.contains("no effect"));
    }

    @Test
    void other_names_do_not() {
        assertThat(lint("a", "create, deletecollection"))
                .anyMatch(line -> line.contains("No request to create configmaps names the object"))
                .anyMatch(line -> line.contains("A request to deletecollection names no object"));
    }

    /** Of two rules that differ by the names only, neither has the other's answer. */
    @Test
    void it_is_told_from_other_names_in_the_same_policy() {
        String rule = "{apiGroups: [''], resources: [configmaps], resourceNames: [%s], verbs: [deletecollection]}";
        Policy policy = new Policy().clusterRole("odd", rule.formatted("a"), rule.formatted("''"));
        PolicyFiles files = PolicyFiles.of(
                policy.manifests(), KnownVersions.read().standard().withoutPatch(), true, false);
        assertThat(PolicyFindings.of(files, Certainty.LIKELY, AcceptedRisks.none())
                        .text())
                .filteredOn(line -> line.contains("deletecollection"))
                .singleElement()
                .asString()
                .contains("rule 1 of");
    }
}
