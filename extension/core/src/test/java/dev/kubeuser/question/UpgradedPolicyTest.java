// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.question.Upgrade.BindingChange;
import dev.kubeuser.question.Upgrade.Change;
import dev.kubeuser.question.Upgrade.RoleChange;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * How roles and bindings differ that two versions of Kubernetes have; {@code EffectiveRoleAssertTest} has more of
 * roles.
 */
class UpgradedPolicyTest {

    private static final List<RoleReference> VIEWER = List.of(RoleReference.clusterRole("viewer"));

    private static EffectivePolicy role(String... rules) {
        return EffectivePolicy.of(new Policy().clusterRole("viewer", rules).manifests());
    }

    private static RbacPolicy binding(String role, String... users) {
        String[] subjects = Stream.of(users).map(name -> "user " + name).toArray(String[]::new);
        return new Policy()
                .clusterBinding("viewers", role, subjects)
                .manifests()
                .rbacPolicy();
    }

    private static RoleChange gained(String what) {
        return new RoleChange(VIEWER, Change.GAINED, what);
    }

    private static RoleChange lost(String what) {
        return new RoleChange(VIEWER, Change.LOST, what);
    }

    @Test
    void names_and_urls_are_compared_one_by_one() {
        assertThat(UpgradeComparison.roles(
                        role(
                                "{apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [a, b]}",
                                "{nonResourceURLs: [/metrics, '/healthz/*'], verbs: [get]}"),
                        role(
                                "{apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [b, c]}",
                                "{nonResourceURLs: [/metrics, /healthz/etcd, /statusz], verbs: [get]}")))
                .containsExactly(
                        gained("get configmaps \"c\""),
                        gained("get /statusz"),
                        lost("get configmaps \"a\""),
                        lost("get paths from /healthz/ up to /healthz/etcd, paths from /healthz/etcd (not that one)"
                                + " up to /healthz0"));
    }

    @Test
    void a_role_that_came_or_went_counts_even_if_it_allows_nothing() {
        EffectivePolicy none = EffectivePolicy.of(new Policy().namespace("team").manifests());
        assertThat(UpgradeComparison.roles(none, role())).containsExactly(new RoleChange(VIEWER, Change.NEW, ""));
        assertThat(UpgradeComparison.roles(role(), none)).containsExactly(new RoleChange(VIEWER, Change.GONE, ""));
        assertThat(UpgradeComparison.roles(none, role("{nonResourceURLs: [/a], verbs: [get]}")))
                .containsExactly(new RoleChange(VIEWER, Change.NEW, "get /a"));
    }

    private static BindingChange viewers(Change change, String role, String user) {
        return new BindingChange(
                BindingReference.clusterRoleBinding("viewers"),
                change,
                RoleReference.clusterRole(role),
                List.of(Subject.user(user)));
    }

    @Test
    void bindings_gain_and_lose_subjects() {
        assertThat(UpgradeComparison.bindings(binding("viewer", "alice", "bob"), binding("viewer", "bob", "clara")))
                .containsExactly(viewers(Change.GAINED, "viewer", "clara"), viewers(Change.LOST, "viewer", "alice"));
        assertThat(UpgradeComparison.bindings(binding("viewer", "alice"), binding("editor", "alice")))
                .containsExactly(viewers(Change.GAINED, "editor", "alice"), viewers(Change.LOST, "viewer", "alice"));
        assertThat(UpgradeComparison.bindings(binding("viewer", "alice"), binding("viewer", "alice", "alice")))
                .isEmpty();
    }
}
