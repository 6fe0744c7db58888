// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacYaml;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.internal.GrantChange;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Sizes that would take hours if a statement looked at everything again for each subject or each change. */
class LargePolicyTest {

    private static final int MANY = 20_000;
    private static final int NAMESPACES = 4_000;

    private static EffectivePolicy effective(Policy policy) {
        return EffectivePolicy.of(RbacPolicy.of(RbacYaml.parse(policy.yaml())), KubernetesVersion.parse("1.37"));
    }

    private static Policy reader() {
        return new Policy().clusterRole("reader", "get pods");
    }

    @Test
    void many_may_be_excepted() {
        List<Subject> groups = IntStream.range(0, MANY)
                .mapToObj(number -> Subject.group("group-" + number))
                .toList();
        EffectivePolicy policy = effective(reader().clusterBinding(
                        "readers",
                        "reader",
                        IntStream.rangeClosed(0, MANY)
                                .mapToObj(number -> "group group-" + number)
                                .toArray(String[]::new)));
        assertThatThrownBy(() -> assertThat(policy)
                        .inEveryNamespace()
                        .nobodyBut(groups.toArray(Subject[]::new))
                        .canAny(get("pods")))
                .hasMessageContaining("Group group-9 and 19990 more subjects\n")
                .hasMessageContaining("but Group group-20000 is allowed get pods")
                .hasMessageNotContaining("Group group-10,");
    }

    /** Everybody is bound in each namespace, and so is somebody alone. */
    private static EffectivePolicy ofEverybody() {
        Policy policy = reader();
        for (int number = 0; number < NAMESPACES; number++) {
            policy.binding(
                    "team-" + number + "/readers",
                    "ClusterRole reader",
                    "group system:authenticated",
                    "user user-" + number,
                    "user auditor");
        }
        return effective(policy);
    }

    @Test
    void what_everybody_has_is_looked_at_once() {
        assertThat(ofEverybody()).inEveryNamespace().nobody().canBoth(get("pods"), delete("nodes"));
    }

    @Test
    void a_change_is_looked_at_where_it_is() {
        EffectivePolicy policy = ofEverybody();
        Statement statement = new Statement.ForbidsBoth(
                Holders.ALL,
                policy.requests(get("pods"), NamespaceSelection.every()),
                policy.requests(delete("pods"), NamespaceSelection.every()));
        for (int number = 0; number < NAMESPACES; number++) {
            RbacBinding changed = new RbacBinding(
                    BindingReference.roleBinding("team-" + number, "readers"),
                    Map.of(),
                    RoleReference.clusterRole("reader"),
                    List.of(Subject.user("auditor"), Subject.user("other")),
                    null);
            assertThat(statement.outlives(new GrantChange(policy.granted(), List.of(), List.of(changed))))
                    .isTrue();
        }
    }

    /** Only what is told needs an example, and a policy may have thousands of changes. */
    @Test
    void an_example_is_found_when_it_is_told() {
        EffectivePolicy before = effective(reader());
        EffectivePolicy after = effective(reader().binding("team-1/readers", "ClusterRole reader", "user alice"));
        EffectiveDifference difference = EffectiveDifference.between(before, after);
        Assertions.assertThat(after).extracting("witness").isNull();
        Assertions.assertThat(difference.gains()).singleElement().satisfies(gain -> {
            Assertions.assertThat(gain.example()).hasToString("get pods in team-1");
            Assertions.assertThat(gain.grant())
                    .hasValueSatisfying(grant ->
                            Assertions.assertThat(grant.binding().id().name()).isEqualTo("readers"));
        });
        Assertions.assertThat(after).extracting("witness").isNotNull();
    }
}
