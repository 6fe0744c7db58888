// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.RequestListener;
import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.internal.ListedPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.record.internal.ApiServer;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.testkit.Patch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A request may need more than its own authorization, and neither its answer nor the audit log tells what. Under what
 * was needed it succeeds again.
 */
@KubeCluster(dedicated = true, apiserverArguments = "enable-admission-plugins=OwnerReferencesPermissionEnforcement")
@RunsOn(value = EMBEDDED, because = "it sets an argument of kube-apiserver, which is the same on each kind")
@InTurn
@KubeUser("nell")
@KubeServiceAccount("further/keeper")
class FurtherNeedsRepeatedTest {

    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String MAPS = "/api/v1/namespaces/further/configmaps";
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String CLAIMS = "/apis/resource.k8s.io/v1/namespaces/further/resourceclaims";
    private static final String NO_POLICY =
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: none, namespace: further}}";
    private static final String NARROW = "{apiGroups: [\"\"], resources: [secrets], verbs: [get, delete]}";

    @KubeUser("nell")
    private KubeAccess nell;

    @KubeAdmin
    private KubeAccess admin;

    @BeforeEach
    void isRepeatable() {
        for (String path : List.of(
                MAPS + "/made",
                ADMISSION + "validatingadmissionpolicies/made",
                ADMISSION + "validatingadmissionpolicybindings/made",
                ADMISSION + "mutatingadmissionpolicies/made",
                CLAIMS + "/claim")) {
            admin.request("DELETE", path, null);
        }
    }

    private static String rule(String group, String resources, String verbs) {
        return "- {apiGroups: ['%s'], resources: [%s], verbs: [%s]}%n".formatted(group, resources, verbs);
    }

    private static String policy(String rules) {
        return """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: further-needs}
            rules:
            %s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: further-needs}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: further-needs}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: nell}]
            """.formatted(rules + "- " + NARROW);
    }

    /** Sends requests under a policy, and then under what they needed. */
    private void needs(String rules, String admission, Supplier<KubeResponse> work, String... kept) {
        try (AppliedManifests others = AppliedManifests.apply(Manifests.parse("admission.yaml", admission), admin)) {
            RunRecord runRecord = recorded(rules, others, work);
            isRepeatable();
            List<NeededAccess> needed = NeededAccess.of(runRecord, PolicyInForce.of(runRecord));
            String least = LeastPrivilege.of(needed, runRecord.namespaces()).yaml();
            succeeds("least-privilege.yaml", least, work);
            String narrowed = Objects.requireNonNull(
                            NarrowedPolicy.of(runRecord, needed).files().get(0).text())
                    .after();
            succeeds("narrowed.yaml", narrowed, work);
            assertThat(List.of(least, narrowed))
                    .allSatisfy(text -> assertThat(text).contains(kept).doesNotContain("secrets"));
        }
    }

    private RunRecord recorded(String rules, AppliedManifests others, Supplier<KubeResponse> work) {
        ClusterContext context = ClusterContext.of(admin.cluster());
        Recorder recorder = new Recorder(
                new RunningTests(),
                ApiServer.of(context, () -> RbacPolicy.builder().build(), (user, request) -> Optional.empty()),
                ManagedCluster.of(admin.cluster()).run(),
                Optional::empty);
        RequestListener.listen(admin.cluster(), recorder);
        try (AppliedManifests applied = AppliedManifests.apply(Manifests.parse("policy.yaml", policy(rules)), admin)) {
            Runnable removed = recorder.applied(applied.objects(), "");
            recorder.applied(others.objects(), "");
            assertThat(work.get().code()).isBetween(200, 299);
            removed.run();
            return recorder.take(
                    RbacPolicy.builder()
                            .addAll(ListedPolicy.objects(admin.cluster().adminClient())),
                    List.of());
        }
    }

    private void succeeds(String file, String yaml, Supplier<KubeResponse> work) {
        try (AppliedManifests applied = AppliedManifests.apply(
                Manifests.parse(file, yaml.replace("${kubeuser.namespace}", "further")), admin)) {
            assertThat(applied.objects()).isNotEmpty();
            KubeResponse answer = work.get();
            assertThat(answer.code()).as("%s%n%s", answer.excerpt(), yaml).isBetween(200, 299);
        } finally {
            isRepeatable();
        }
    }

    private KubeResponse send(String method, String path, String type, String body) {
        return nell.send(new Request.Builder()
                .url(nell.url(path))
                .method(method, RequestBody.create(body, MediaType.get(type)))
                .build());
    }

    private KubeResponse post(String path, String body) {
        return send("POST", path, JSON, body);
    }

    private static final String MAP = "{\"metadata\": {\"name\": \"made\"}}";

    private static String asking(String expression) {
        return """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: asking}
            spec:
              matchConstraints:
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}
              validations:
              - expression: %s
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: asking}
            spec:
              policyName: asking
              validationActions: [Deny]
              matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: further}}}
            """.formatted(expression);
    }

    @Test
    void a_verb_that_a_policy_of_admission_asks_for() {
        needs(
                rule("", "configmaps", "create") + rule("apps", "deployments", "release, get"),
                asking("authorizer.group('apps').resource('deployments').namespace(request.namespace)"
                        + ".check('release').allowed()"),
                () -> post(MAPS, MAP),
                "release");
    }

    @Test
    void a_verb_of_the_request_itself_that_a_policy_of_admission_asks_for() {
        needs(
                rule("", "configmaps", "'*'"),
                asking("authorizer.requestResource.check(\"publish\").allowed()"),
                () -> post(MAPS, MAP),
                "create",
                "publish");
    }

    @Test
    void a_path_and_a_verb_that_no_expression_names() {
        needs(
                rule("", "configmaps", "create") + rule("shops.example.com", "floors", "enter, leave")
                        + "- {nonResourceURLs: [/open/today], verbs: [get]}\n",
                asking("authorizer.path('/open/today').check('get').allowed() &&"
                        + " authorizer.group('shops.example.com').resource('floors')"
                        + ".check('en' + 'ter').allowed()"),
                () -> post(MAPS, MAP),
                "enter",
                "/open/today");
    }

    @Test
    void reading_the_kind_of_parameters() {
        String body = """
            {"metadata": {"name": "made"}, "spec": {"paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
             "matchConstraints": {"resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"],
               "operations": ["CREATE"], "resources": ["bindings"]}]}, %s}}\
            """;
        String rules = rule("", "configmaps, services", "get");
        needs(
                rules + rule("admissionregistration.k8s.io", "validatingadmissionpolicies", "create"),
                NO_POLICY,
                () -> post(
                        ADMISSION + "validatingadmissionpolicies",
                        body.formatted("\"validations\": [{\"expression\": \"true\"}]")),
                "configmaps");
        Assumptions.assumeTrue(
                ServerFeature.MUTATING_ADMISSION_POLICIES.isIn(admin.cluster().version()));
        needs(
                rules + rule("admissionregistration.k8s.io", "mutatingadmissionpolicies", "create"),
                NO_POLICY,
                () -> post(ADMISSION + "mutatingadmissionpolicies", body.formatted("""
                    "reinvocationPolicy": "Never", "mutations": [{"patchType": "ApplyConfiguration",
                    "applyConfiguration": {"expression": "Object{}"}}]\
                    """)),
                "configmaps");
    }

    @Test
    void reading_the_parameter_that_a_binding_names() {
        needs(
                "- {apiGroups: [''], resources: [configmaps], verbs: [get], resourceNames: [limits, other]}\n"
                        + rule("admissionregistration.k8s.io", "validatingadmissionpolicybindings", "create"),
                asking("'true'")
                        .replace("spec:\n  matchC", "spec:\n  paramKind: {apiVersion: v1, kind: ConfigMap}\n  matchC"),
                () -> post(ADMISSION + "validatingadmissionpolicybindings", """
                    {"metadata": {"name": "made"}, "spec": {"policyName": "asking", "validationActions": ["Audit"],
                     "paramRef": {"name": "limits", "namespace": "further", "parameterNotFoundAction": "Deny"}}}\
                    """),
                "limits");
    }

    @Test
    void writing_the_status_of_a_claim() {
        Assumptions.assumeTrue(
                ServerFeature.RESOURCE_CLAIM_STATUS.isIn(admin.cluster().version()));
        String claims = rule("resource.k8s.io", "resourceclaims/status", "patch");
        needs(
                claims + rule("resource.k8s.io", "resourceclaims/binding", "patch, update"),
                NO_POLICY,
                () -> patchOfClaim("""
                    {"status": {"allocation": {"devices": {"results": [
                      {"request": "one", "driver": "d.example.com", "pool": "p", "device": "x"}]}}}}\
                    """),
                "resourceclaims/binding");
        needs(
                claims + rule("resource.k8s.io", "resourceclaims/driver", "'arbitrary-node:patch'"),
                NO_POLICY,
                () -> {
                    KubeResponse claim = admin.request("POST", CLAIMS, claim());
                    assertThat(claim.code()).isEqualTo(201);
                    assertThat(Patch.merge(admin, CLAIMS + "/claim/status", """
                                                {"status": {"allocation": {"devices": {"results": [
                                                  {"request": "one", "driver": "d.example.com", "pool": "p",
                                                   "device": "x"}]}}}}\
                                                """).code())
                            .isEqualTo(200);
                    return send("PATCH", CLAIMS + "/claim/status", MERGE, """
                        {"status": {"devices": [{"driver": "d.example.com", "pool": "p", "device": "x",
                          "data": {"a": "b"}}]}}\
                        """);
                },
                "resourceclaims/driver");
    }

    private static String claim() {
        return """
            {"metadata": {"name": "claim"}, "spec": {"devices": {"requests": [
              {"name": "one", "exactly": {"deviceClassName": "c"}}]}}}\
            """;
    }

    private KubeResponse patchOfClaim(String status) {
        assertThat(admin.request("POST", CLAIMS, claim()).code()).isEqualTo(201);
        return send("PATCH", CLAIMS + "/claim/status", MERGE, status);
    }

    @Test
    void the_finalizers_of_an_owner_whose_deletion_is_blocked() {
        String owned = """
            {"metadata": {"name": "made", "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment",
              "name": "web", "uid": "8f2c6f0e-0000-4000-8000-000000000000", "blockOwnerDeletion": true}]}}\
            """;
        needs(
                rule("", "configmaps", "create") + rule("apps", "deployments/finalizers", "update, get"),
                NO_POLICY,
                () -> post(MAPS, owned),
                "deployments/finalizers");
        needs(
                rule("", "configmaps", "create") + rule("apps", "'*'", "update"),
                NO_POLICY,
                () -> post(MAPS, owned),
                "deployments/finalizers");
    }
}
