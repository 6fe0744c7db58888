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
import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.Recordings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

    private static final String MAPS = "/api/v1/namespaces/further/configmaps";
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final String CLAIMS = "/apis/resource.k8s.io/v1/namespaces/further/resourceclaims";
    private static final String NO_POLICY =
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: none, namespace: further}}";

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

    /** What nell may do, and has no need for Secrets. */
    private static Policy may(String... rules) {
        return new Policy()
                .clusterRole(
                        "further-needs",
                        Stream.concat(Stream.of(rules), Stream.of("get,delete secrets"))
                                .toArray(String[]::new))
                .to("user nell");
    }

    /** Sends requests under a policy, and then under what they needed. */
    private RunRecord needs(Policy policy, String admission, Supplier<KubeResponse> work, String... kept) {
        try (AppliedManifests others = AppliedManifests.apply(Manifests.parse("admission.yaml", admission), admin)) {
            RunRecord runRecord = recorded(policy, others, work);
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
            return runRecord;
        }
    }

    private RunRecord recorded(Policy policy, AppliedManifests others, Supplier<KubeResponse> work) {
        Recorder recorder = Recordings.listen(admin.cluster(), Optional::empty);
        try (AppliedManifests applied = AppliedManifests.apply(policy.manifests(), admin)) {
            Runnable removed = recorder.applied(applied.objects(), "");
            recorder.applied(others.objects(), "");
            assertThat(work.get().code()).isBetween(200, 299);
            removed.run();
            return Recordings.take(recorder, admin.cluster());
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

    private KubeResponse post(String path, String body) {
        return nell.request("POST", path, body);
    }

    private static final String ALLOCATION = """
        {"status": {"allocation": {"devices": {"results": [
          {"request": "one", "driver": "d.example.com", "pool": "p", "device": "x"}]}}}}\
        """;

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
                may("create configmaps", "release,get deployments.apps"),
                asking("authorizer.group('apps').resource('deployments').namespace(request.namespace)"
                        + ".check('release').allowed()"),
                () -> post(MAPS, MAP),
                "release");
    }

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/further/";

    private KubeResponse grant() {
        admin.request("DELETE", RBAC + "rolebindings/made", null);
        admin.request("DELETE", RBAC + "roles/made", null);
        KubeResponse role = post(RBAC + "roles", """
            {"metadata": {"name": "made"}, "rules": [
              {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["limits"], "verbs": ["update"]}]}\
            """);
        return role.code() != 201 ? role : post(RBAC + "rolebindings", """
            {"metadata": {"name": "made"}, "subjects": [],
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "made"}}\
            """);
    }

    /** The permission to grant what one does not hold is a door that nobody asked for. */
    @Test
    void who_granted_under_a_wildcard_holds_what_was_granted() {
        RunRecord runRecord = needs(may("* *,*.*"), NO_POLICY, this::grant, "update", "configmaps");
        List<NeededAccess> needed = NeededAccess.of(runRecord, PolicyInForce.of(runRecord));
        assertThat(LeastPrivilege.of(needed, runRecord.namespaces()).yaml()).doesNotContain("escalate", "bind\n");
        assertThat(NarrowedPolicy.of(runRecord, needed).files().get(0).text().after())
                .doesNotContain("escalate", "\"bind\"")
                .contains("\"roles\"");
    }

    @Test
    void a_door_that_cannot_be_closed_is_told() {
        RunRecord runRecord = needs(
                may("* *,*.*"),
                NO_POLICY,
                () -> {
                    String roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
                    admin.request("DELETE", roles + "/further-made", null);
                    return post(roles, """
                        {"metadata": {"name": "further-made"}, "rules": [
                          {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}\
                        """);
                },
                "escalate");
        List<NeededAccess> needed = NeededAccess.of(runRecord, PolicyInForce.of(runRecord));
        assertThat(LeastPrivilege.of(needed, runRecord.namespaces()).yaml())
                .contains(
                        "# escalate clusterroles.rbac.authorization.k8s.io: lets the subject grant more than it holds.");
    }

    @Test
    void a_verb_of_the_request_itself_that_a_policy_of_admission_asks_for() {
        needs(
                may("* configmaps"),
                asking("authorizer.requestResource.check(\"publish\").allowed()"),
                () -> post(MAPS, MAP),
                "create",
                "publish");
    }

    @Test
    void a_path_and_a_verb_that_no_expression_names() {
        needs(
                may("create configmaps", "enter,leave floors.shops.example.com", "get /open/today"),
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
        String reads = "get configmaps,services";
        needs(
                may(reads, "create validatingadmissionpolicies.admissionregistration.k8s.io"),
                NO_POLICY,
                () -> post(
                        ADMISSION + "validatingadmissionpolicies",
                        body.formatted("\"validations\": [{\"expression\": \"true\"}]")),
                "configmaps");
        Assumptions.assumeTrue(
                ServerFeature.MUTATING_ADMISSION_POLICIES.isIn(admin.cluster().version()));
        needs(
                may(reads, "create mutatingadmissionpolicies.admissionregistration.k8s.io"),
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
                may(
                        "get configmaps limits,other",
                        "create validatingadmissionpolicybindings.admissionregistration.k8s.io"),
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
        String claims = "patch resourceclaims.resource.k8s.io/status";
        needs(
                may(claims, "patch,update resourceclaims.resource.k8s.io/binding"),
                NO_POLICY,
                () -> patchOfClaim(ALLOCATION),
                "resourceclaims/binding");
        needs(
                may(claims, "arbitrary-node:patch resourceclaims.resource.k8s.io/driver"),
                NO_POLICY,
                () -> {
                    KubeResponse claim = admin.request("POST", CLAIMS, claim());
                    assertThat(claim.code()).isEqualTo(201);
                    assertThat(Patch.merge(admin, CLAIMS + "/claim/status", ALLOCATION)
                                    .code())
                            .isEqualTo(200);
                    return Patch.merge(nell, CLAIMS + "/claim/status", """
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
        return Patch.merge(nell, CLAIMS + "/claim/status", status);
    }

    @Test
    void the_finalizers_of_an_owner_whose_deletion_is_blocked() {
        String owned = """
            {"metadata": {"name": "made", "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment",
              "name": "web", "uid": "8f2c6f0e-0000-4000-8000-000000000000", "blockOwnerDeletion": true}]}}\
            """;
        needs(
                may("create configmaps", "update,get deployments.apps/finalizers"),
                NO_POLICY,
                () -> post(MAPS, owned),
                "deployments/finalizers");
        needs(may("create configmaps", "update *.apps"), NO_POLICY, () -> post(MAPS, owned), "deployments/finalizers");
    }
}
