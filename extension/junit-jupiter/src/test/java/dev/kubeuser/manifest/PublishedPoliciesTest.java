// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.AccessMatrixBuilder;
import dev.kubeuser.testkit.PublishedPolicies;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthorizationV1Api;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The RBAC policies of well-known projects, as they publish them. Each is applied as a whole, and some of its service
 * accounts are asked about.
 */
@ResourceLock(value = PublishedPolicies.IN_FORCE, mode = ResourceAccessMode.READ)
class PublishedPoliciesTest {

    private static final ApplyOptions CREATING = ApplyOptions.defaults().withCreateNamespaces(true);

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
    void kube_prometheus(@KubeAdmin KubeAccess admin, TestReporter reporter) {
        Manifests manifests = load("kube-prometheus");
        try (AppliedManifests applied = AppliedManifests.apply(manifests, admin, CREATING)) {
            Review prometheus = new Review(admin, "monitoring", "prometheus-k8s");
            assertThat(applied.objects()).hasSizeGreaterThan(30);
            assertThat(prometheus.may("list", "", "pods", "kube-system")).isTrue();
            assertThat(prometheus.may("watch", "discovery.k8s.io", "endpointslices", "default"))
                    .isTrue();
            assertThat(prometheus.may("get", "", "configmaps", "monitoring")).isTrue();
            assertThat(prometheus.may("get", "", "configmaps", "kube-system")).isFalse();
            assertThat(prometheus.may("list", "", "secrets", "kube-system")).isFalse();
            assertThat(new Review(admin, "monitoring", "kube-state-metrics").may("list", "", "secrets", "default"))
                    .isTrue();
            assertThat(new Review(admin, "monitoring", "prometheus-operator")
                            .may("create", "monitoring.coreos.com", "prometheuses", "monitoring"))
                    .isTrue();
            assertThat(matrix(
                            admin,
                            reporter,
                            "monitoring",
                            "prometheus-k8s",
                            "kube-state-metrics",
                            "prometheus-operator"))
                    .containsPattern("monitoring/prometheus-k8s +monitoring +configmaps +x +- ")
                    .containsPattern("monitoring/kube-state-metrics +monitoring +secrets +- +x +x ")
                    .doesNotContainPattern("monitoring/prometheus-k8s +monitoring +secrets");
            assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/view")
                            .body())
                    .as("aggregated")
                    .contains("metrics.k8s.io");
        }
        assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/view")
                        .body())
                .doesNotContain("metrics.k8s.io");
        assertThat(new Review(admin, "monitoring", "prometheus-k8s").may("list", "", "pods", "kube-system"))
                .isFalse();
    }

    @Test
    void strimzi(@KubeAdmin KubeAccess admin, TestReporter reporter) {
        try (AppliedManifests applied =
                AppliedManifests.apply(load("strimzi"), admin, CREATING.withNamespace("myproject"))) {
            Review operator = new Review(admin, "myproject", "strimzi-cluster-operator");
            assertThat(applied.objects()).hasSizeGreaterThanOrEqualTo(9);
            assertThat(operator.may("create", "apps", "deployments", "myproject"))
                    .isTrue();
            assertThat(operator.may("list", "kafka.strimzi.io", "kafkas", "myproject"))
                    .isTrue();
            assertThat(operator.may("get", "storage.k8s.io", "storageclasses", ""))
                    .isTrue();
            assertThat(operator.may("create", "apps", "deployments", "default")).isFalse();
            assertThat(operator.may("delete", "", "nodes", "")).isFalse();
            assertThat(matrix(admin, reporter, "myproject", "strimzi-cluster-operator"))
                    .containsPattern("myproject/strimzi-cluster-operator +myproject +deployments.apps +x +x +x +x ")
                    .containsPattern("myproject/strimzi-cluster-operator +nodes +- +x +- +- ");
        }
        assertThat(admin.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/strimzi-cluster-operator-global")
                        .code())
                .isEqualTo(404);
    }

    @Test
    void argo_cd(@KubeAdmin KubeAccess admin, TestReporter reporter) {
        try (AppliedManifests applied =
                AppliedManifests.apply(load("argo-cd"), admin, CREATING.withNamespace("argocd"))) {
            Review server = new Review(admin, "argocd", "argocd-server");
            assertThat(applied.objects()).hasSizeGreaterThan(20);
            assertThat(server.may("create", "", "secrets", "argocd")).isTrue();
            assertThat(server.may("create", "", "secrets", "default")).isFalse();
            assertThat(server.may("delete", "apps", "deployments", "default")).isTrue();
            assertThat(server.may("list", "argoproj.io", "applications", "default"))
                    .isTrue();
            assertThat(new Review(admin, "argocd", "argocd-dex-server").may("get", "", "secrets", "argocd"))
                    .isTrue();
            assertThat(new Review(admin, "argocd", "argocd-dex-server").may("delete", "", "secrets", "argocd"))
                    .isFalse();
            assertThat(new Review(admin, "argocd", "argocd-application-controller").may("delete", "", "nodes", ""))
                    .isTrue();
            assertThat(matrix(admin, reporter, "argocd", "argocd-server", "argocd-dex-server"))
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
    private static String matrix(KubeAccess admin, TestReporter reporter, String namespace, String... accounts) {
        AccessMatrixBuilder builder =
                AccessMatrix.builder(admin.cluster()).in(namespace).clusterWide();
        for (String account : accounts) {
            builder = builder.subject("serviceaccount:" + namespace + "/" + account);
        }
        String matrix = builder.ask().text();
        reporter.publishEntry("access of " + namespace, "\n" + matrix);
        return matrix;
    }

    /** Asks the API server what a service account may do. */
    private record Review(KubeAccess admin, String namespace, String serviceAccount) {

        boolean may(String verb, String group, String resource, String where) {
            V1SubjectAccessReviewSpec question = new V1SubjectAccessReviewSpec()
                    .user("system:serviceaccount:" + namespace + ":" + serviceAccount)
                    .groups(List.of(
                            "system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"))
                    .resourceAttributes(new V1ResourceAttributes()
                            .verb(verb)
                            .group(group)
                            .resource(resource)
                            .namespace(where));
            try {
                return new AuthorizationV1Api(admin.apiClient())
                        .createSubjectAccessReview(new V1SubjectAccessReview().spec(question))
                        .execute()
                        .getStatus()
                        .getAllowed();
            } catch (ApiException refusal) {
                throw new AssertionError(refusal.getResponseBody(), refusal);
            }
        }
    }
}
