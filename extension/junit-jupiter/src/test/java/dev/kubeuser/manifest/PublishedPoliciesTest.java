// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.AccessMatrixBuilder;
import dev.kubeuser.rbac.AccessReviews;
import dev.kubeuser.rbac.Question;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.testkit.PublishedPolicies;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The RBAC policies of well-known projects, as they publish them. Each is applied as a whole, and the API server is
 * asked what some of its service accounts may do; {@code StatementsAgainstApiServerTest} asks about all of them.
 */
@ResourceLock(value = PublishedPolicies.IN_FORCE, mode = ResourceAccessMode.READ)
class PublishedPoliciesTest {

    private static final ApplyOptions CREATING = ApplyOptions.defaults().withCreateNamespaces(true);

    private static final String CLUSTER_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles/";

    @KubeAdmin
    private KubeAccess admin;

    @BeforeEach
    void requirePolicies() {
        PublishedPolicies.require();
    }

    private static Manifests load(String project) {
        Manifests manifests =
                Manifests.load(PublishedPolicies.FOLDER.resolve(project).toString());
        Set<String> files = new HashSet<>();
        manifests.objects().forEach(object -> files.add(object.origin().file()));
        assertThat(files).as("every file holds something").hasSize(numberOfFiles(project));
        return manifests;
    }

    private static int numberOfFiles(String project) {
        String[] files = PublishedPolicies.FOLDER.resolve(project).toFile().list();
        return files == null ? 0 : files.length;
    }

    @Test
    void kube_prometheus(TestReporter reporter) {
        Manifests manifests = load("kube-prometheus");
        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin, CREATING)) {
            assertThat(applied.objects()).hasSizeGreaterThan(30);
            assertThat(isAllowed("monitoring/prometheus-k8s", list("pods").in("kube-system")))
                    .isTrue();
            assertThat(isAllowed("monitoring/prometheus-k8s", list("secrets").in("kube-system")))
                    .isFalse();
            assertThat(matrix(reporter, "monitoring", "prometheus-k8s", "kube-state-metrics", "prometheus-operator"))
                    .containsPattern("monitoring/prometheus-k8s +monitoring +configmaps +x +- ")
                    .containsPattern("monitoring/kube-state-metrics +monitoring +secrets +- +x +x ")
                    .doesNotContainPattern("monitoring/prometheus-k8s +monitoring +secrets");
            assertThat(admin.get(CLUSTER_ROLES + "view").body())
                    .as("aggregated")
                    .contains("metrics.k8s.io");
        }
        assertThat(admin.get(CLUSTER_ROLES + "view").body()).doesNotContain("metrics.k8s.io");
        assertThat(isAllowed("monitoring/prometheus-k8s", list("pods").in("kube-system")))
                .isFalse();
    }

    @Test
    void strimzi(TestReporter reporter) {
        try (AppliedManifests applied =
                AppliedManifests.apply(load("strimzi"), admin, CREATING.withNamespace("myproject"))) {
            assertThat(applied.objects()).hasSizeGreaterThanOrEqualTo(9);
            assertThat(matrix(reporter, "myproject", "strimzi-cluster-operator"))
                    .containsPattern("myproject/strimzi-cluster-operator +myproject +deployments.apps +x +x +x +x ")
                    .containsPattern("myproject/strimzi-cluster-operator +nodes +- +x +- +- ");
        }
        assertThat(admin.get(CLUSTER_ROLES + "strimzi-cluster-operator-global").code())
                .isEqualTo(404);
    }

    @Test
    void argo_cd(TestReporter reporter) {
        try (AppliedManifests applied =
                AppliedManifests.apply(load("argo-cd"), admin, CREATING.withNamespace("argocd"))) {
            assertThat(applied.objects()).hasSizeGreaterThan(20);
            assertThat(matrix(reporter, "argocd", "argocd-server", "argocd-dex-server"))
                    .containsPattern("argocd/argocd-server +argocd +secrets +x +x +x +x ")
                    .containsPattern("argocd/argocd-dex-server +argocd +secrets +x +x +x +- ");
        }
    }

    @Test
    void all_of_them_have_lines_for_each_rule() {
        for (String project : List.of("argo-cd", "kube-prometheus", "strimzi")) {
            for (ManifestObject object : load(project).objects()) {
                int rules = object.json().has("rules")
                        ? object.json().getAsJsonArray("rules").size()
                        : 0;
                int before = object.origin().line();
                for (int rule = 0; rule < rules; rule++) {
                    assertThat(object.line("rules[" + rule + "]"))
                            .as("%s, rule %s", object, rule)
                            .isGreaterThan(before);
                    before = object.line("rules[" + rule + "]");
                }
            }
        }
    }

    /** All that some service accounts may do in their namespace and outside of namespaces, as it is printed. */
    private String matrix(TestReporter reporter, String namespace, String... accounts) {
        AccessMatrixBuilder builder =
                AccessMatrix.builder(admin.cluster()).in(namespace).clusterWide();
        for (String account : accounts) {
            builder = builder.subject("serviceaccount:" + namespace + "/" + account);
        }
        String matrix = builder.ask().text();
        reporter.publishEntry("access of " + namespace, "\n" + matrix);
        return matrix;
    }

    private boolean isAllowed(String account, AccessQuery query) {
        String[] name = account.split("/", 2);
        return new AccessReviews(admin)
                .allows(new Question(UserInfo.serviceAccount(name[0], name[1]), query.attributes()));
    }
}
