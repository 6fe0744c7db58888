// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which roles a change reaches by aggregation, beside a policy that is built again. */
@RunsOnce
class RolesChangedByTest {

    private static final int POLICIES = 2_000;
    private static final List<String> LABELS = List.of("one", "two", "three", "");

    @Test
    void they_are_those_that_differ_in_the_other_policy() {
        Seed seed = Seed.ofRun();
        Choice choice = new Choice(new Random(seed.value()));
        int aggregated = 0;
        for (int number = 0; number < POLICIES; number++) {
            RbacPolicyBuilder before = builder(objects(choice, 8));
            RbacPolicyBuilder changes = builder(objects(choice, 2));
            RbacPolicy policy = before.build();
            RbacPolicyBuilder after = before.copy();
            changes.roles().forEach(after.roles()::put);
            changes.roles().keySet().stream()
                    .filter(id -> !changes.selectors().containsKey(id))
                    .forEach(after.selectors()::remove);
            after.selectors().putAll(changes.selectors());
            List<RbacRole> expected = after.build().roles().stream()
                    .filter(role -> !policy.roles().contains(role))
                    .toList();
            assertThat(policy.rolesChangedBy(changes))
                    .as("%s, policy %d", seed, number)
                    .containsExactlyInAnyOrderElementsOf(expected);
            aggregated += expected.size() > changes.roles().size() ? 1 : 0;
        }
        assertThat(aggregated).as("changes that reach others").isGreaterThan(POLICIES / 10);
    }

    private static RbacPolicyBuilder builder(List<KubernetesObject> objects) {
        return RbacPolicy.builder().addAll(ClientObjects.json(objects));
    }

    private static List<KubernetesObject> objects(Choice choice, int most) {
        return IntStream.rangeClosed(0, choice.random().nextInt(most))
                .<KubernetesObject>mapToObj(object -> clusterRole(choice))
                .toList();
    }

    /** Some aggregate others with a label, also those without rules, and some each other. */
    private static V1ClusterRole clusterRole(Choice choice) {
        String label = choice.one(LABELS);
        String verb = choice.one(List.of("get", "list", "watch"));
        return new V1ClusterRole()
                .metadata(new V1ObjectMeta()
                        .name("role-" + choice.random().nextInt(8))
                        .labels(label.isEmpty() ? null : Map.of("part", label)))
                .rules(choice.oneIn(3) ? List.of() : List.of(new V1PolicyRule().verbs(List.of(verb))))
                .aggregationRule(choice.oneIn(3) ? aggregation(choice) : null);
    }

    private static V1AggregationRule aggregation(Choice choice) {
        V1LabelSelector selector = new V1LabelSelector();
        return new V1AggregationRule()
                .addClusterRoleSelectorsItem(
                        choice.oneIn(10) ? selector : selector.putMatchLabelsItem("part", choice.one(LABELS)));
    }
}
