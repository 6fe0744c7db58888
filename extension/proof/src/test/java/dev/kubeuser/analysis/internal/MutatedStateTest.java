// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.analysis.internal.Mutation.MutationOperator;
import dev.kubeuser.analysis.internal.PolicyChange.RoleHolders;
import dev.kubeuser.query.internal.AskedResources;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked about a mutant is not more where many roles, bindings and resources are. */
class MutatedStateTest {

    private static final int PARTS = 50;
    private static final int NAMESPACES = 100;

    /** Counts how often all that is served is gone through, as for a rule with {@code *}. */
    private static final class Served extends AbstractList<ServedResource> {

        private final List<ServedResource> all;
        private int asked;

        Served(List<ServedResource> all) {
            this.all = all;
        }

        @Override
        public ServedResource get(int index) {
            asked += index == 0 ? 1 : 0;
            return all.get(index);
        }

        @Override
        public int size() {
            return all.size();
        }
    }

    /** As {@code view} is, on a cluster where many add to it. */
    @Test
    void a_mutant_of_a_part_is_asked_only_what_the_changed_rule_allows() {
        RunRecord run = run();
        QueryCheck questions = new QueryCheck(Discovery.ofKubernetes(), ServerFeature.all());
        Served served = new Served(questions.served());
        Topics topics = new Topics(AskedResources.of(served, questions));
        PolicyInForce inForce = PolicyInForce.of(run).get(0);
        Mutation widened = Mutation.of(part(run)).stream()
                .filter(mutation -> mutation.operator() == MutationOperator.DROP_RESOURCE_NAMES)
                .findFirst()
                .orElseThrow();
        served.asked = 0;
        assertThat(new MutatedState(inForce, widened).difference(topics, run, question -> true))
                .hasValueSatisfying(question -> assertThat(question.toString()).contains("get"));
        assertThat(served.asked).isLessThanOrEqualTo(2);
    }

    @Test
    void those_who_hold_a_role_are_found_once_for_all_its_mutants() {
        RunRecord run = run();
        PolicyInForce inForce = PolicyInForce.of(run).get(0);
        assertThat(Mutation.of(part(run)))
                .map(mutation -> new PolicyChange(inForce, mutation).after().holding(role -> true))
                .hasSizeGreaterThan(1)
                .allSatisfy(holders -> assertThat(holders)
                        .containsOnlyKeys("dev")
                        .containsAllEntriesOf(inForce.holders(RoleReference.clusterRole("all"))))
                .extracting(holders -> System.identityHashCode(holders.get("dev")))
                .containsOnly(System.identityHashCode(
                        inForce.holders(RoleReference.clusterRole("all")).get("dev")));
    }

    @Test
    void a_role_is_asked_about_once_wherever_it_is_held() {
        Requesters requesters = new Requesters(List.of(UserInfo.user("alice"), UserInfo.user("bob")));
        RoleHolders holders = new RoleHolders(requesters);
        RbacPolicy policy = heldInManyNamespaces();
        policy.bindings()
                .forEach(binding ->
                        holders.add(binding, policy.role(binding.roleRef()).orElseThrow()));
        List<RbacRole> asked = new ArrayList<>();
        assertThat(holders.holding(role -> {
                    asked.add(role);
                    return role.allows(ResourceAttributes.of("get", "", "pods"));
                }))
                .hasSize(NAMESPACES)
                .containsEntry("dev-7", BitSet.valueOf(new long[] {2}));
        assertThat(asked).extracting(role -> role.id().name()).containsExactlyInAnyOrder("readers", "others");
    }

    private static RbacPolicy heldInManyNamespaces() {
        Policy policy = new Policy().clusterRole("readers", "get pods").clusterRole("others", "get secrets");
        for (int number = 0; number < NAMESPACES; number++) {
            policy.binding("dev-" + number + "/readers", "ClusterRole readers", "user bob")
                    .binding("dev-" + number + "/others", "ClusterRole others", "user alice");
        }
        return policy.manifests().rbacPolicy();
    }

    private static PolicyObject part(RunRecord run) {
        return run.writtenObjects().stream()
                .filter(object -> object.source().name().equals("part-7"))
                .findFirst()
                .orElseThrow();
    }

    private static RunRecord run() {
        Policy policy =
                new Policy().aggregate("all", "part-of: all").binding("dev/all", "ClusterRole all", "user alice");
        IntStream.range(0, PARTS)
                .mapToObj(number -> "part-" + number)
                .forEach(part -> policy.labelled(part, "part-of: all", "get *.apps/scale " + part));
        List<PolicyObject> objects = Example.objects("policy.yaml", policy.yaml(), "");
        return Example.unserved(Map.of(), Set.of(), new PolicyState(RbacPolicy.builder(), objects, List.of()));
    }
}
