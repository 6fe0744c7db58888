// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@RunsOnce
class PolicyDifferenceTest {

    private static final RoleReference VIEWER = RoleReference.clusterRole("viewer");

    private static RbacPolicy role(String... rules) {
        return new Policy().clusterRole("viewer", rules).manifests().rbacPolicy();
    }

    private static RbacPolicy binding(String role, String... users) {
        String[] subjects = Stream.of(users).map(name -> "user " + name).toArray(String[]::new);
        return new Policy()
                .clusterBinding("viewers", role, subjects)
                .manifests()
                .rbacPolicy();
    }

    private static PolicyDifference.Role difference(RbacPolicy before, RbacPolicy after) {
        return PolicyDifference.between(before, after).role(VIEWER).orElseThrow();
    }

    @Test
    void a_rule_that_is_written_otherwise_is_no_difference() {
        RbacPolicy before = role("{apiGroups: ['', events.k8s.io], resources: [events, pods], verbs: [get, list]}");
        RbacPolicy after = role(
                "{apiGroups: [''], resources: [pods, events], verbs: [list, get, get]}",
                "{apiGroups: [events.k8s.io], resources: [events], verbs: [get]}",
                "{apiGroups: [events.k8s.io], resources: [pods, events], verbs: [list, get]}");
        assertThat(PolicyDifference.between(before, after).isEmpty()).isTrue();
        assertThat(PolicyDifference.between(after, before).isEmpty()).isTrue();
    }

    @Test
    void what_a_role_gains_is_one_rule_for_each_group() {
        PolicyDifference.Role viewer = difference(
                role("{apiGroups: [''], resources: [pods, events], verbs: [get, list]}"),
                role(
                        "{apiGroups: [''], resources: [pods], verbs: [get, list, watch]}",
                        "{apiGroups: ['', events.k8s.io], resources: [events], verbs: [get, list]}"));
        assertThat(viewer.gained())
                .extracting(RbacRule::apiGroups, RbacRule::resources, RbacRule::verbs)
                .containsExactly(
                        tuple(List.of(""), List.of("pods"), List.of("watch")),
                        tuple(List.of("events.k8s.io"), List.of("events"), List.of("get", "list")));
        assertThat(viewer.gained().get(1).id()).hasToString("rule 2 of ClusterRole viewer");
        assertThat(viewer.lost()).isEmpty();
    }

    @Test
    void a_wildcard_covers_what_is_written_out_and_counts_as_written() {
        RbacPolicy all = role("{apiGroups: ['*'], resources: ['*'], verbs: ['*']}");
        RbacPolicy some = role(
                "{apiGroups: [apps], resources: [deployments, '*/scale'], verbs: [get], resourceNames: [web]}",
                "{apiGroups: [''], resources: ['*'], verbs: [list]}");
        assertThat(difference(some, all).lost()).isEmpty();
        assertThat(difference(some, all).gained())
                .singleElement()
                .satisfies(rule -> assertThat(rule.verbs()).containsExactly("*"));
    }

    @Test
    void names_and_urls_are_compared_one_by_one() {
        PolicyDifference.Role viewer = difference(
                role(
                        "{apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [a, b]}",
                        "{nonResourceURLs: [/metrics, '/healthz/*'], verbs: [get]}"),
                role(
                        "{apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [b, c]}",
                        "{nonResourceURLs: [/metrics, /healthz/etcd, /statusz], verbs: [get]}"));
        assertThat(viewer.gained().get(0).resourceNames()).containsExactly("c");
        assertThat(viewer.gained().get(1).nonResourceUrls()).containsExactly("/statusz");
        assertThat(viewer.lost().get(0).resourceNames()).containsExactly("a");
        assertThat(viewer.lost().get(1).nonResourceUrls()).containsExactly("/healthz/*");
    }

    @Test
    void a_role_that_came_or_went_counts_even_if_it_allows_nothing() {
        RbacPolicy none = RbacPolicy.of(List.of());
        assertThat(difference(none, role()).before()).isNull();
        assertThat(difference(role(), none).after()).isNull();
        assertThat(difference(none, role("{nonResourceURLs: [/a], verbs: [get]}"))
                        .gained())
                .hasSize(1);
    }

    @Test
    void bindings_gain_and_lose_subjects() {
        PolicyDifference.Binding other = PolicyDifference.between(
                        binding("viewer", "alice", "bob"), binding("viewer", "bob", "clara"))
                .bindings()
                .get(0);
        assertThat(other.gained()).containsExactly(Subject.user("clara"));
        assertThat(other.lost()).containsExactly(Subject.user("alice"));
        PolicyDifference.Binding role = PolicyDifference.between(binding("viewer", "alice"), binding("editor", "alice"))
                .bindings()
                .get(0);
        assertThat(role.gained()).containsExactly(Subject.user("alice"));
        assertThat(role.lost()).containsExactly(Subject.user("alice"));
        assertThat(PolicyDifference.between(binding("viewer", "alice"), binding("viewer", "alice", "alice"))
                        .isEmpty())
                .isTrue();
    }
}
