package dev.kubeuser.rbac.escalation;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.dryrun.Write.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.guard.internal.HostPodDryRuns;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.session.KubeSession;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.version.KubernetesVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that the API server has from a file cannot be removed by who may remove policies. */
@RunsOnce
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class WalkedStaticPolicyTest {

    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private static final String PODS = "/api/v1/namespaces/static-policies/pods?dryRun=All";
    private static final String GOAL = "ClusterRole static-policies-goal";
    private static final String POLICY = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: no-host-pods.static.k8s.io}
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
              validations: [{expression: "false"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-host-pods.static.k8s.io}
            spec: {policyName: no-host-pods.static.k8s.io, validationActions: [Deny]}
            """;

    private static final String KEEPER = "ValidatingAdmissionPolicy keep.static.k8s.io";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GUARDED = "ValidatingAdmissionPolicy static-guarded";
    private static final String IN_FILE = "ValidatingAdmissionPolicy secrets.static.k8s.io";
    private static final Manifests SECRET = Manifests.parse("secret.yaml", """
            {apiVersion: v1, kind: Secret, metadata: {name: written}}""");

    /** Who changes policies and bindings of the API, and who labels namespaces. */
    private static final String REMOVERS = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: static-guarded, labels: {stage: production, pod-security.kubernetes.io/enforce: baseline}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: static-removers}
            rules:
            - {apiGroups: [""], resources: [secrets], verbs: [create]}
            - apiGroups: [admissionregistration.k8s.io]
              resources: [validatingadmissionpolicies, validatingadmissionpolicybindings]
              verbs: [update, patch, delete, deletecollection]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: static-removers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: static-removers}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: removers}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: static-labellers}
            rules: [{apiGroups: [""], resources: [namespaces], verbs: [patch]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: static-labellers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: static-labellers}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: labeller}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: static-guarded}
            spec:
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [secrets], operations: [CREATE]}]
              validations: [{expression: "false"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: static-guarded}
            spec:
              policyName: static-guarded
              validationActions: [Deny]
              matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: static-guarded}}}
            """;

    /** Keeps who is in a group, but for one, from changing policies of the API, and Secrets out of production. */
    private static final String KEEPING = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: keep.static.k8s.io}
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules:
                - apiGroups: [admissionregistration.k8s.io]
                  apiVersions: [v1]
                  resources: [validatingadmissionpolicies, validatingadmissionpolicybindings]
                  operations: [UPDATE, DELETE]
              matchConditions:
              - name: who
                expression: "'removers' in request.userInfo.groups && request.userInfo.username != 'exempt'"
              validations: [{expression: "oldObject.metadata.name != 'static-guarded'"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: keep.static.k8s.io}
            spec: {policyName: keep.static.k8s.io, validationActions: [Deny]}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: secrets.static.k8s.io}
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], resources: [secrets], operations: [CREATE]}]
              validations: [{expression: "false"}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: secrets.static.k8s.io}
            spec:
              policyName: secrets.static.k8s.io
              validationActions: [Deny]
              matchResources: {namespaceSelector: {matchLabels: {stage: production}}}
            """;

    @TempDir
    private Path directory;

    private Path configuration(String policies) throws IOException {
        Path manifests = Files.createDirectory(directory.resolve("manifests"));
        Files.writeString(manifests.resolve("policy.yaml"), policies);
        return Files.writeString(directory.resolve("admission.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                - name: ValidatingAdmissionPolicy
                  configuration:
                    apiVersion: apiserver.config.k8s.io/v1
                    kind: ValidatingAdmissionPolicyConfiguration
                    staticManifestsDir: %s
                """.formatted(manifests));
    }

    /** Feature gate ManifestBasedAdmissionControlConfig, on by default since that version. */
    private static void assumeReadsPolicies() {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            String version = session.cluster().version();
            assumeTrue(
                    KubernetesVersion.parse(version).compareTo(KubernetesVersion.parse("1.37")) > 0,
                    () -> "not run: " + version + " reads no policies from files");
        }
    }

    @Test
    void a_policy_from_a_file_stays() throws IOException {
        assumeReadsPolicies();
        String argument = "admission-control-config-file=" + configuration(POLICY);
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .cluster(spec -> spec.withApiserverArguments(argument))
                .start()) {
            session.apply("classpath:escalation/static-policies.yaml");
            KubeAccess user = session.user("static-policies-remover");
            assertThat(new HostPodDryRuns(session.admin().apiClient()).in("static-policies"))
                    .isEqualTo(HostPods.Answer.REFUSED);
            assertThat(user).cannotReach(GOAL).cannotBecomeClusterAdmin();
            assertThat(user.get(POLICIES).body()).contains("\"items\":[]");
            assertThat(user.request("DELETE", POLICIES + "/no-host-pods.static.k8s.io", null))
                    .hasStatus(404);
            assertThat(user.request("DELETE", POLICIES, null)).isOk();
            assertThat(user.request("POST", PODS, """
                            {"metadata": {"name": "one"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}""")).hasStatus(422);
        }
    }

    /** Such a policy also protects others, and goes by labels of namespaces as they do. */
    @Test
    void a_policy_from_a_file_keeps_another() throws IOException {
        assumeReadsPolicies();
        String argument = "admission-control-config-file=" + configuration(KEEPING);
        Manifests files = Manifests.load(directory.resolve("manifests").toString());
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .cluster(spec -> spec.withApiserverArguments(argument))
                .start()) {
            session.apply(Files.writeString(directory.resolve("removers.yaml"), REMOVERS)
                    .toString());
            KubeAccess remover = session.user("remover", "removers");
            assertThat(remover).cannotBypass(GUARDED).cannotBypass(IN_FILE, files);
            String guarded = POLICIES + "/static-guarded";
            assertThat(remover.request("DELETE", guarded, null)).isDeniedBy(KEEPER);
            assertThat(remover.request("DELETE", POLICIES, null)).isDeniedBy(KEEPER);
            assertThat(Walk.merge(remover, guarded, "{\"spec\": {\"failurePolicy\": \"Ignore\"}}"))
                    .isDeniedBy(KEEPER);

            EffectivePolicy policy = EffectivePolicy.of(session.cluster());
            assertThat(policy).nobody().canBypass(GUARDED);
            assertThat(policy).nobodyBut(Subject.user("labeller")).canBypass("PodSecurity");
            assertThatThrownBy(() -> assertThat(policy).nobody().canBypass("PodSecurity"))
                    .hasMessageContaining("Expecting nobody\nto bypass PodSecurity\nbut User labeller can in 1 step:\n"
                            + "1. user \"labeller\" takes Pod Security off namespace static-guarded, by its labels");
            assertThatThrownBy(
                            () -> assertThat(EffectivePolicy.of(files)).nobody().canBypass(GUARDED))
                    .isInstanceOf(AccessQueryException.class)
                    .hasMessageContaining("take EffectivePolicy.of(cluster)");

            KubeAccess labeller = session.user("labeller", "removers");
            assertThat(labeller).cannotBypass(GUARDED);
            assertThatThrownBy(() -> assertThat(labeller).cannotBypass(IN_FILE, files))
                    .hasMessageContaining(
                            "1. user \"labeller\" takes namespace static-guarded out of the namespaceSelector"
                                    + " of ValidatingAdmissionPolicyBinding secrets.static.k8s.io (");
            assertThat(labeller).cannot(create(SECRET).in("static-guarded"));
            assertThat(Walk.merge(labeller, "/api/v1/namespaces/static-guarded", """
                            {"metadata": {"labels": {"stage": null}}}"""))
                    .isOk();
            awaitDenial(labeller, GUARDED);

            KubeAccess exempt = session.user("exempt", "removers");
            assertThatThrownBy(() -> assertThat(exempt).cannotBypass(GUARDED))
                    .hasMessageContaining("1. user \"exempt\" removes " + GUARDED);
            assertThat(exempt).cannotBypass(IN_FILE, files);
            assertThat(exempt.request("DELETE", guarded, null)).isOk();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(exempt).can(create(SECRET).in("static-guarded")));
        }
    }

    /** By this one alone: the API server names any one of those that deny. */
    private static void awaitDenial(KubeAccess user, String policy) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(user)
                        .cannot(create(SECRET).in("static-guarded"))
                        .deniedBy(policy));
    }
}
