// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.K3S;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.KindUnderTest;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.question.Upgrade;
import dev.kubeuser.question.UpgradeComparison;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.testkit.ClusterHost;
import dev.kubeuser.testkit.Policy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;

/**
 * k3s goes on making objects of its own after it is ready. What is read of it in the first second and in the thirtieth
 * is the same. The stand-in makes them when the test says so.
 */
@InTurn
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RunsOn(value = K3S, because = "it looks at what k3s makes for itself")
class K3sChangesTest {

    private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/";

    private static final String TEAM = new Policy()
            .clusterBinding("operators", "cluster-admin", "user operator")
            .yaml();

    /** The first gives more than k3s's own binding of the name does; the second is k3s's own to the letter. */
    private static final String NAMESAKES = new Policy()
            .clusterBinding(
                    "kube-apiserver-kubelet-admin", "system:kubelet-api-admin", "user kube-apiserver", "user mallory")
            .clusterBinding("system:k3s-controller", "system:k3s-controller", "user system:k3s-controller")
            .definition("helmcharts.helm.cattle.io", "HelmChart", "Namespaced")
            .yaml();

    /** All that is read of a cluster, or computed of what is read. */
    private record Reading(
            Set<Object> policy,
            Set<Object> recorded,
            Set<ServedResource> served,
            List<String> helm,
            AccessMatrix matrix,
            Map<UserInfo, String> escalationPaths,
            Set<RiskFinding> risks) {

        static Reading of(Cluster cluster) {
            ClusterContext.of(cluster).discovery().readAgain();
            RbacPolicy policy = ClusterPolicy.read(cluster);
            return new Reading(
                    objects(policy),
                    objects(RbacPolicy.of(ListedPolicy.objects(cluster.adminClient()))),
                    new HashSet<>(ClusterContext.of(cluster).served()),
                    ClusterContext.of(cluster).discovery().get().apiVersions(),
                    AccessMatrix.builder(cluster)
                            .subject(Subject.user("operator"))
                            .in("default")
                            .inAllNamespaces()
                            .clusterWide()
                            .ask(),
                    escalationPaths(policy),
                    new HashSet<>(Risks.in(policy).all()));
        }

        private static Map<UserInfo, String> escalationPaths(RbacPolicy policy) {
            Set<UserInfo> users = policy.bindings().stream()
                    .map(RbacBinding::subjects)
                    .flatMap(List::stream)
                    .filter(subject -> subject.kind().equals("User"))
                    .map(subject -> UserInfo.user(subject.name()))
                    .collect(Collectors.toSet());
            return Escalation.of(policy).findAll(users, new Goal.ClusterAdmin()).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, way -> way.getValue().toString()));
        }

        void assertIs(Reading other) {
            assertThat(policy).isEqualTo(other.policy());
            assertThat(recorded).isEqualTo(other.recorded());
            assertThat(served).isEqualTo(other.served());
            assertThat(helm).isEqualTo(other.helm());
            assertThat(matrix.text()).isEqualTo(other.matrix().text());
            assertThat(escalationPaths).isEqualTo(other.escalationPaths());
            assertThat(risks).isEqualTo(other.risks());
        }

        private static Set<Object> objects(RbacPolicy policy) {
            Set<Object> objects = new HashSet<>(policy.roles());
            objects.addAll(policy.bindings());
            return objects;
        }
    }

    private static RunningCluster start() {
        Optional<String> image = KindUnderTest.heldK3sImage();
        Assumptions.assumeTrue(image.isPresent(), "not run: a real k3s does not wait for a signal");
        ClusterSpec spec = ClusterSpec.defaults().withKind(ClusterKind.K3S).withK3sImage(image.orElseThrow());
        return Clusters.start(spec);
    }

    private static void makeOwnObjects(Cluster cluster) {
        ClusterHost host = ClusterHost.of(cluster);
        DockerClientFactory.lazyClient()
                .killContainerCmd(host.id())
                .withSignal("SIGUSR1")
                .exec();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> host.log(cluster).contains("k3s's own objects are there"));
    }

    private static AppliedManifests apply(KubeAccess admin, String yaml) {
        return AppliedManifests.apply(Manifests.parse("policy.yaml", yaml), admin);
    }

    @Test
    void what_is_read_early_is_what_is_read_late() {
        try (RunningCluster cluster = start();
                KubeAccess admin = KubeAccess.admin(cluster);
                AppliedManifests team = apply(admin, TEAM)) {
            assertThat(team).isNotNull();
            assertThat(admin.get(BINDINGS + "system:k3s-controller").code()).isEqualTo(404);
            Reading early = Reading.of(cluster);
            makeOwnObjects(cluster);
            assertThat(admin.get(BINDINGS + "system:k3s-controller").code()).isEqualTo(200);
            assertThat(admin.get("/apis/helm.cattle.io/v1/helmcharts").code()).isEqualTo(200);
            Reading late = Reading.of(cluster);
            late.assertIs(early);
            assertThat(admin)
                    .as("who asks for them is answered")
                    .can(AccessQuery.verb("list", "addons.k3s.cattle.io").inAllNamespaces());
        }
    }

    @Test
    void an_upgrade_from_early_to_late_changes_nothing_and_namesakes_count() {
        try (RunningCluster early = start();
                RunningCluster late = start()) {
            makeOwnObjects(late);
            Upgrade upgrade = UpgradeComparison.between(early, late).compare();
            assertThat(upgrade.served()).isEmpty();
            assertThat(upgrade.access()).isEmpty();
            assertThat(upgrade.markdown()).doesNotContain("k3s-controller", "kubelet-admin");

            try (KubeAccess admin = KubeAccess.admin(early);
                    AppliedManifests namesakes = apply(admin, NAMESAKES)) {
                assertThat(namesakes).isNotNull();
                assertThat(ClusterPolicy.read(early).bindings())
                        .extracting(binding -> binding.id().name())
                        .contains("kube-apiserver-kubelet-admin", "system:k3s-controller");
                assertThat(ClusterContext.of(early).served())
                        .extracting(resource -> resource.name().toString())
                        .contains("helmcharts.helm.cattle.io")
                        .doesNotContain("addons.k3s.cattle.io");
            }
        }
    }
}
