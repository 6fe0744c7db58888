// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.tuple;
import static dev.kubeuser.testkit.Failures.assertFails;
import static dev.kubeuser.testkit.Failures.assertRefused;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.Upgrade.AccessChange;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.VersionUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two clusters of one version with different policies are compared: what differs is known. */
@RunsOnce
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeComparisonTest {

    private static final String BEFORE = both().role("team/team", "get,list pods", "get configmaps old")
            .to("user alice", "user bob")
            .yaml();

    private static final String AFTER = both().role("team/team", "get,watch pods", "get configmaps new")
            .to("user alice")
            .clusterRole("readers", "list nodes", "get /metrics")
            .to("group auditors")
            .clusterRole("paths", "get /debug/*", "* /secret")
            .to("user paul")
            .binding("team/ivy", "Role ivy", "user ivy")
            .yaml();

    private static Policy both() {
        return new Policy()
                .namespace("team")
                .clusterBinding("everywhere", "view", "group auditors")
                .role("team/ivy", "get secrets token")
                .role("team/dan", "get pods/exec,pods/log")
                .to("user dan")
                .clusterRole("eve", "get pods/exec web", "impersonate:user-info users.authentication.k8s.io alice")
                .to("user eve");
    }

    private static final List<String> SUBJECTS = List.of("User alice", "User bob", "User ivy", "Group auditors");

    @AutoClose
    private RunningCluster before;

    @AutoClose
    private RunningCluster after;

    @BeforeAll
    void start() {
        ClusterSpec spec = ClusterSpec.defaults().withKind(ClusterKind.EMBEDDED);
        before = started(spec, BEFORE);
        after = started(spec, AFTER);
    }

    private static RunningCluster started(ClusterSpec spec, String policy) {
        RunningCluster cluster = Clusters.start(spec);
        try (KubeAccess admin = KubeAccess.admin(cluster)) {
            AppliedManifests.apply(Manifests.parse("policy.yaml", policy), admin, ApplyOptions.defaults());
        }
        return cluster;
    }

    private static AccessMatrix matrix(Cluster cluster) {
        AccessMatrixBuilder builder =
                AccessMatrix.builder(cluster).in("team").inAllNamespaces().clusterWide();
        for (String subject : SUBJECTS) {
            builder = builder.subject(Subject.parse(subject));
        }
        return builder.ask();
    }

    /** One line for each subject, namespace, resource and verb. What holds in all namespaces holds in each. */
    private static Set<String> lines(List<AccessChange> changes, boolean isGained) {
        Set<String> lines = new TreeSet<>();
        for (AccessChange change : changes) {
            if (change.isGained() == isGained && !change.target().startsWith("/")) {
                change.subjects()
                        .forEach(subject -> change.verbs().forEach(verb -> {
                            lines.add(subject + " " + change.namespace() + " " + change.target() + " " + verb);
                            if (change.namespace().equals("*")) {
                                lines.add(subject + " team " + change.target() + " " + verb);
                            }
                        }));
            }
        }
        return lines;
    }

    private static Set<String> lines(List<AccessMatrix.Row> rows) {
        Set<String> lines = new TreeSet<>();
        rows.forEach(row -> row.verbs()
                .forEach(verb -> lines.add(row.subject() + " " + row.namespace() + " " + row.resource() + " " + verb)));
        return lines;
    }

    @Test
    void it_finds_what_access_matrices_of_both_clusters_show() {
        AccessMatrix earlier = matrix(before);
        AccessMatrix later = matrix(after);
        List<AccessChange> found =
                UpgradeComparison.between(before, after).compare().access();
        assertThat(lines(found, true)).isNotEmpty().isEqualTo(lines(later.beyond(earlier)));
        assertThat(lines(found, false)).isNotEmpty().isEqualTo(lines(earlier.beyond(later)));
    }

    @Test
    void it_says_who_gains_or_loses_what_and_why() {
        assertThat(UpgradeComparison.between(before, after).compare().access())
                .extracting(AccessChange::toString)
                .containsExactly(
                        "Group auditors gains get /metrics: ClusterRole readers is new",
                        "Group auditors gains list nodes: ClusterRole readers is new",
                        "User alice, User bob lose get configmaps \"old\" in namespace team: Role team/team no longer"
                                + " allows it",
                        "User alice, User bob lose list pods in namespace team: Role team/team no longer allows it",
                        "User alice gains get configmaps \"new\" in namespace team: Role team/team allows it now",
                        "User alice gains watch pods in namespace team: Role team/team allows it now",
                        "User bob loses get pods in namespace team: RoleBinding team/team no longer names the subject",
                        "User ivy gains get secrets \"token\" in namespace team: RoleBinding team/ivy is new",
                        "User paul gains get /debug/*: ClusterRole paths is new",
                        "User paul gains * /secret: ClusterRole paths is new");
    }

    @Test
    void roles_and_bindings_are_listed_too() {
        Upgrade upgrade = UpgradeComparison.between(before, after).compare();
        assertThat(upgrade.served()).isEmpty();
        assertThat(upgrade.checks()).isEmpty();
        assertThat(upgrade.markdown()).contains("""
            ## Roles

            | roles | change | what |
            | --- | --- | --- |
            | ClusterRole paths | new | get /debug/*; all verbs on /secret |
            | ClusterRole readers | new | list nodes; get /metrics |
            | Role team/team | gained | watch pods |
            | Role team/team | gained | get configmaps "new" |
            | Role team/team | lost | list pods |
            | Role team/team | lost | get configmaps "old" |

            ## Bindings

            | binding | change | what |
            | --- | --- | --- |
            | ClusterRoleBinding paths | new | ClusterRole paths to User paul |
            | ClusterRoleBinding readers | new | ClusterRole readers to Group auditors |
            | RoleBinding team/ivy | new | Role team/ivy to User ivy |
            | RoleBinding team/team | lost | Role team/team to User bob |

            ## Resources and verbs

            Nothing.
            """);
    }

    @Test
    void the_same_manifests_change_no_access() {
        Manifests policy =
                new Policy().clusterBinding("both", "edit", "user both").manifests();
        Upgrade same = UpgradeComparison.between(before, before)
                .subjects("group:system:masters")
                .compare();
        assertThat(same).changesNoAccess();
        Upgrade upgrade = UpgradeComparison.between(before, after).apply(policy).compare();
        assertThat(upgrade.access())
                .noneSatisfy(change -> assertThat(change.toString()).contains("both"));
        assertThat(ClusterPolicy.read(after).bindings())
                .noneSatisfy(binding -> assertThat(binding.id().name()).isEqualTo("both"));
    }

    @Test
    void a_manifest_that_a_cluster_refuses_is_named_with_the_version() {
        Manifests thing = new Policy().object("example.com/v1 Thing", "thing").manifests("thing.yaml");
        assertRefused(() ->
                        UpgradeComparison.between(before, after).apply(thing).compare())
                .hasMessageStartingWith("On Kubernetes " + before.version() + ": ")
                .hasMessageContaining("thing.yaml:1");
    }

    /** As a server of that version is, apart from its policy. */
    private static AccessComparison.Side as(AccessComparison.Side side, String version, String... notServed) {
        List<ServedResource> served = ClusterContext.of(side.cluster()).served().stream()
                .filter(resource -> !List.of(notServed).contains(resource.name().toString()))
                .toList();
        return AccessComparison.Side.of(side.cluster(), side.policy(), ServerFeature.of(version), served);
    }

    private static List<AccessChange> changes(
            AccessComparison.Side earlier, AccessComparison.Side later, String subject) {
        return AccessComparison.changes(earlier, later, Set.of(Subject.parse(subject)));
    }

    @Test
    void what_the_server_checks_besides_the_policy_counts() {
        AccessComparison.Side now = as(AccessComparison.Side.read(before), "1.37");
        assertThat(changes(as(now, "1.34"), now, "user:dan"))
                .extracting(AccessChange::toString)
                .containsExactly("User dan loses get pods/exec in namespace team: it also needs create from"
                        + " Kubernetes 1.35 on");
        assertThat(changes(now, as(now, "1.34"), "user:dan"))
                .extracting(AccessChange::toString)
                .containsExactly("User dan gains get pods/exec in namespace team: get alone is enough"
                        + " before Kubernetes 1.35");
    }

    @Test
    void what_the_server_checks_counts_for_a_name_too() {
        VersionUnderTest.assumeHas(before, ServerFeature.CONSTRAINED_IMPERSONATION);
        AccessComparison.Side now = AccessComparison.Side.read(before);
        assertThat(changes(as(now, "1.34", "users.authentication.k8s.io"), now, "user:eve"))
                .extracting(AccessChange::toString)
                .containsExactly(
                        "User eve gains impersonate:user-info users.authentication.k8s.io \"alice\": the API server"
                                + " knows it now",
                        "User eve loses get pods/exec \"web\" in all namespaces: it also needs create from"
                                + " Kubernetes 1.35 on");
    }

    @Test
    void a_role_that_came_with_its_resource_is_the_reason() {
        AccessComparison.Side older = as(AccessComparison.Side.read(before), "1.37", "nodes");
        assertThat(changes(older, AccessComparison.Side.read(after), "group:auditors"))
                .extracting(AccessChange::toString)
                .containsExactly(
                        "Group auditors gains get /metrics: ClusterRole readers is new",
                        "Group auditors gains list nodes: ClusterRole readers is new");
    }

    @Test
    void a_resource_that_one_server_does_not_serve_is_access_that_it_does_not_give() {
        AccessComparison.Side now = AccessComparison.Side.read(before);
        AccessComparison.Side older = as(now, "1.37", "limitranges", "podtemplates");
        assertThat(changes(older, now, "group:auditors"))
                .extracting(AccessChange::toString)
                .containsExactly("Group auditors gains get, list, watch limitranges in all namespaces: the API server"
                        + " knows it now");
        assertThat(UpgradeComparison.served(now, older))
                .extracting(Upgrade.ServedChange::resource, Upgrade.ServedChange::change)
                .containsExactly(tuple("limitranges", Upgrade.Change.GONE), tuple("podtemplates", Upgrade.Change.GONE));
    }

    @Test
    void a_golden_file_is_written_and_compared(@TempDir Path directory) {
        Upgrade upgrade = UpgradeComparison.between(before, after).compare();
        Path golden = directory.resolve("new/upgrade.md");
        assertFails(() -> assertThat(upgrade).matchesGolden(golden))
                .hasMessageContaining("does not exist")
                .hasMessageContaining("Group auditors  gained  list nodes  ClusterRole readers is new");
        upgrade.write(golden);
        assertThat(upgrade).matchesGolden(golden);
        Upgrade other = UpgradeComparison.between(before, before).compare();
        assertFails(() -> assertThat(other).matchesGolden(golden))
                .hasMessageContaining("but these are only in the file:")
                .hasMessageContaining("  | Group auditors | gained | list nodes | ClusterRole readers is new |");
        assertFails(() -> assertThat(upgrade).changesNoAccess())
                .hasMessageContaining("  Group auditors gains list nodes: ClusterRole readers is new");
    }
}
