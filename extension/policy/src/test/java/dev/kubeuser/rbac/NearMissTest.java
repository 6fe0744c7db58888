// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.NearMiss.Difference;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rules would nearly have allowed a request, and what is different. */
class NearMissTest {

    private static final RbacPolicy POLICY = RbacPolicy.of(RbacYaml.parse(new Policy()
            .role("dev/deployers", "get,update deployments.apps,deployments.apps/scale", "get configmaps settings")
            .to("user alice")
            .clusterRole("admin", "* *.*", "get /metrics")
            .clusterBinding("admins", "admin", "group admins")
            .labels("kubernetes.io/bootstrapping: rbac-defaults")
            .clusterBinding("a-default", "admin", "group system:masters")
            .yaml()));

    private static final UserInfo ALICE = UserInfo.user("alice");

    @ParameterizedTest
    @CsvSource(emptyValue = "", textBlock = """
            get,    apps,       deployments, '',     prod, web,   NAMESPACE
            get,    apps,       deployments, '',     '',   '',    NAMESPACE
            delete, apps,       deployments, '',     dev,  web,   VERB
            get,    extensions, deployments, '',     dev,  web,   API_GROUP
            get,    apps,       daemonsets,  '',     dev,  web,   RESOURCE
            get,    apps,       deployments, status, dev,  web,   SUBRESOURCE
            get,    '',         configmaps,  '',     dev,  other, RESOURCE_NAME
            """)
    void the_nearest_rule_of_the_requester_comes_first(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            Difference difference) {
        ResourceAttributes request = new ResourceAttributes(verb, group, resource, subresource, namespace, name);
        assertThat(POLICY.allows(ALICE, request)).isFalse();
        NearMiss nearest = POLICY.nearMisses(ALICE, request).get(0);
        assertThat(nearest.differences()).containsExactly(difference);
        assertThat(nearest.isBoundToUser()).isTrue();
    }

    @Test
    void rules_bound_to_others_come_after_those_of_the_requester_and_defaults_last() {
        ResourceAttributes request =
                ResourceAttributes.of("delete", "apps", "deployments").in("dev");
        assertThat(POLICY.nearMisses(ALICE, request))
                .extracting(miss -> miss.binding().id().name())
                .startsWith("deployers", "admins", "a-default");
        assertThat(POLICY.nearMisses(ALICE, request).get(1).differences()).isEqualTo(Set.of(Difference.SUBJECT));
    }

    @Test
    void a_rule_that_differs_in_more_comes_later() {
        ResourceAttributes request =
                ResourceAttributes.of("delete", "", "configmaps").in("dev");
        List<NearMiss> misses = POLICY.nearMisses(ALICE, request);
        assertThat(misses).extracting(miss -> miss.differences().size()).isSorted();
        assertThat(misses.stream()
                        .filter(NearMiss::isBoundToUser)
                        .findFirst()
                        .orElseThrow()
                        .differences())
                .containsExactly(Difference.RESOURCE_NAME, Difference.VERB);
    }

    @Test
    void rules_for_paths_are_near_requests_for_paths_alone() {
        NonResourceAttributes request = new NonResourceAttributes("get", "/metrics/");
        assertThat(POLICY.nearMisses(UserInfo.user("bob", "admins"), request))
                .extracting(NearMiss::differences)
                .containsExactly(Set.of(Difference.PATH), Set.of(Difference.PATH, Difference.SUBJECT));
    }
}
