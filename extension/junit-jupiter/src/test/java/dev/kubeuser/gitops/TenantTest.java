package dev.kubeuser.gitops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ServiceAccount a controller impersonates, by its own configuration. */
@RunsOnce
class TenantTest {

    private static final String ARGO_CD = """
        apiVersion: argoproj.io/v1alpha1
        kind: AppProject
        metadata: {name: teams, namespace: argocd}
        spec:
          destinationServiceAccounts:
          - {server: "https://other", namespace: "*", defaultServiceAccount: remote}
          - {server: "https://kubernetes.default.svc", namespace: "team-[ab]", defaultServiceAccount: deployer}
          - {server: "https://*", namespace: "{team-c,team-d}", defaultServiceAccount: "ci:deployer"}
          - {server: "https://kubernetes.default.svc", namespace: "team-*", defaultServiceAccount: late}
          - {server: "https://kubernetes.default.svc", namespace: wrong, defaultServiceAccount: "a/b"}
        """;

    private static Tenant argoCd(String destination) {
        return Tenant.ofArgoCd(argoCdWith("project: teams, destination: " + destination), "app");
    }

    private static Manifests argoCdWith(String spec) {
        return Manifests.parse("argocd.yaml", ARGO_CD + """
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: app, namespace: argocd}
            spec: {%s}
            """.formatted(spec));
    }

    @ParameterizedTest
    @CsvSource({
        "team-a, ServiceAccount team-a/deployer",
        "team-b, ServiceAccount team-b/deployer",
        "team-c, ServiceAccount ci/deployer",
        "team-e, ServiceAccount team-e/late"
    })
    void the_first_entry_for_the_destination_counts(String namespace, String account) {
        Tenant tenant = argoCd("{server: 'https://kubernetes.default.svc', namespace: " + namespace + "}");

        assertThat(tenant.serviceAccount()).hasToString(account);
        assertThat(tenant.namespace()).isEqualTo(namespace);
    }

    @Test
    void a_cluster_may_be_named_if_it_is_that_of_argo_cd() {
        assertThat(argoCd("{name: in-cluster, namespace: team-a}").serviceAccount())
                .isEqualTo(Subject.serviceAccount("team-a", "deployer"));
        refused("whose server is not known here", () -> argoCd("{name: prod, namespace: team-a}"));
    }

    @Test
    void without_a_namespace_that_of_the_application_counts() {
        assertThat(argoCd("{server: 'https://other'}").serviceAccount())
                .isEqualTo(Subject.serviceAccount("argocd", "remote"));
    }

    @Test
    void argo_cd_without_an_entry_has_no_tenant() {
        refused(
                "argocd.yaml:5: AppProject argocd/teams has no entry in spec.destinationServiceAccounts for the"
                        + " destination of Application argocd/app, server https://kubernetes.default.svc and namespace"
                        + " \"ops\"",
                () -> argoCd("{server: 'https://kubernetes.default.svc', namespace: ops}"));
        refused(
                "argocd.yaml:10: AppProject argocd/teams has an entry",
                () -> argoCd("{server: 'https://kubernetes.default.svc', namespace: wrong}"));
    }

    @Test
    void what_is_not_there_is_said() {
        refused(
                "have no Application of Argo CD web. There are: [Application argocd/app",
                () -> Tenant.ofArgoCd(argoCdWith("project: teams"), "web"));
        refused(
                "have no AppProject of Application argocd/app: default",
                () -> Tenant.ofArgoCd(argoCdWith("source: {}"), "argocd/app"));
    }

    @Test
    void impersonation_has_to_be_enabled_where_the_settings_are_known() {
        String destination = "project: teams, destination: {name: in-cluster, namespace: team-a}";
        String settings = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-cm, namespace: argocd}
            data: {application.sync.impersonation.enabled: "%s"}
            ---
            """;
        refused("argocd-cm does not set", () -> Tenant.ofArgoCd(with(settings.formatted("false"), destination), "app"));
        assertThat(Tenant.ofArgoCd(with(settings.formatted("true"), destination), "app"))
                .isEqualTo(new Tenant(Subject.serviceAccount("team-a", "deployer"), "team-a"));
    }

    private static Manifests with(String settings, String spec) {
        return Manifests.parse("argocd.yaml", settings + ARGO_CD + """
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: app, namespace: argocd}
            spec: {%s}
            """.formatted(spec));
    }

    private static final Manifests FLUX = Manifests.parse("flux.yaml", """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: apps, namespace: team-a}
        spec: {serviceAccountName: deployer, targetNamespace: web}
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: apps, namespace: team-a}
        spec: {serviceAccountName: releaser}
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: own, namespace: team-b}
        spec: {path: ./team-b}
        ---
        apiVersion: example.com/v1
        kind: Kustomization
        metadata: {name: own, namespace: team-b}
        """);

    @Test
    void flux_looks_for_the_service_account_beside_the_object() {
        assertThat(Tenant.ofFlux(FLUX, "Kustomization team-a/apps"))
                .isEqualTo(new Tenant(Subject.serviceAccount("team-a", "deployer"), "web"));
        assertThat(Tenant.ofFlux(FLUX, "HelmRelease team-a/apps", "tenant"))
                .isEqualTo(new Tenant(Subject.serviceAccount("team-a", "releaser"), "team-a"));
        assertThat(Tenant.ofFlux(FLUX, "team-b/own", "tenant"))
                .isEqualTo(new Tenant(Subject.serviceAccount("team-b", "tenant"), "default"));
    }

    @Test
    void without_a_service_account_flux_would_apply_with_its_own_rights() {
        refused(
                "flux.yaml:14: Kustomization team-b/own names no ServiceAccount in spec.serviceAccountName, so Flux"
                        + " applies it with its own rights",
                () -> Tenant.ofFlux(FLUX, "team-b/own"));
        refused(
                "more than one Kustomization or HelmRelease of Flux team-a/apps",
                () -> Tenant.ofFlux(FLUX, "team-a/apps"));
        refused("have no HelmRelease team-b/own", () -> Tenant.ofFlux(FLUX, "HelmRelease team-b/own"));
    }

    @ParameterizedTest
    @CsvSource({
        "*, https://a/b, true",
        "team-?, team-a, true",
        "team-?, team-ab, false",
        "team-[a-c], team-b, true",
        "team-[!a], team-a, false",
        "'{a,b*}', bcd, true",
        "'{a,b*}', c, false",
        "a.b, axb, false",
        "\\*, *, true",
        "[, [, true",
    })
    void patterns_match_as_those_of_argo_cd(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(matches);
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatExceptionOfType(ManifestException.class).isThrownBy(call).withMessageContaining(message);
    }
}
