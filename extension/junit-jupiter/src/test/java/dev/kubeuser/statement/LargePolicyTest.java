// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.ClientObjects;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.internal.GrantChange;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Sizes that would take hours if a statement looked at everything again for each subject or each change. */
@RunsOnce
class LargePolicyTest {

    private static final int MANY = 20_000;
    private static final int NAMESPACES = 4_000;

    private static EffectivePolicy policy(List<? extends KubernetesObject> objects) {
        return EffectivePolicy.of(RbacPolicy.of(ClientObjects.json(objects)), KubernetesVersion.parse("1.37"));
    }

    private static V1ClusterRole reader() {
        return new V1ClusterRole()
                .metadata(new V1ObjectMeta().name("reader"))
                .rules(List.of(new V1PolicyRule()
                        .apiGroups(List.of(""))
                        .resources(List.of("pods"))
                        .verbs(List.of("get"))));
    }

    private static V1RoleRef toReader() {
        return new V1RoleRef()
                .apiGroup("rbac.authorization.k8s.io")
                .kind("ClusterRole")
                .name("reader");
    }

    private static RbacV1Subject subject(String kind, String name) {
        return new RbacV1Subject()
                .apiGroup("rbac.authorization.k8s.io")
                .kind(kind)
                .name(name);
    }

    private static V1RoleBinding binding(int namespace, RbacV1Subject... subjects) {
        return new V1RoleBinding()
                .metadata(new V1ObjectMeta().name("readers").namespace("team-" + namespace))
                .roleRef(toReader())
                .subjects(List.of(subjects));
    }

    @Test
    void many_may_be_excepted() {
        List<Subject> groups = IntStream.range(0, MANY)
                .mapToObj(number -> Subject.group("group-" + number))
                .toList();
        EffectivePolicy policy = policy(List.of(
                reader(),
                new V1ClusterRoleBinding()
                        .metadata(new V1ObjectMeta().name("readers"))
                        .roleRef(toReader())
                        .subjects(IntStream.range(0, MANY + 1)
                                .mapToObj(number -> subject("Group", "group-" + number))
                                .toList())));
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
        List<KubernetesObject> objects = new ArrayList<>(List.of(reader()));
        for (int number = 0; number < NAMESPACES; number++) {
            objects.add(binding(
                    number,
                    subject("Group", "system:authenticated"),
                    subject("User", "user-" + number),
                    subject("User", "auditor")));
        }
        return policy(objects);
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
        EffectivePolicy before = policy(List.of(reader()));
        EffectivePolicy after = policy(List.of(reader(), binding(1, subject("User", "alice"))));
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
