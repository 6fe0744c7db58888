// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.analysis.internal.RunAnalysis.IdleParts;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run at a company's size: teams with a namespace, a file and five objects each, ten tests a team, ten assertions a
 * test. Only whether a mutant is killed is made up, for that takes minutes to find out.
 */
public final class CompanyRun {

    private static final String TEAM = """
            # The namespace of one team.
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: deployer
              namespace: team-NUMBER
              labels:
                app.kubernetes.io/part-of: team-NUMBER
            rules:
            - apiGroups: ["apps"]
              resources:
              - deployments
              - statefulsets
              - daemonsets
              verbs: [get, list, watch, create, update, patch, delete]
            - apiGroups: [""]
              resources:
              - services
              - configmaps
              - persistentvolumeclaims
              verbs: [get, list, watch, create, update, patch, delete]
            - apiGroups: [""]
              resources: [secrets]
              resourceNames: [registry]
              verbs: [get]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: reader
              namespace: team-NUMBER
            rules:
            - apiGroups: [""]
              resources: [pods, pods/log, services, configmaps, endpoints, events, limitranges, resourcequotas, serviceaccounts, persistentvolumeclaims]
              verbs: [get, list, watch]
            - apiGroups: ["batch"]
              resources: [jobs, cronjobs]
              verbs: [get, list, watch]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: deployer
              namespace: team-NUMBER
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: deployer
            subjects:
            - kind: ServiceAccount
              namespace: team-NUMBER
              name: pipeline
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: team-NUMBER-leads
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: reader
              namespace: team-NUMBER
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: reader
            subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: team-NUMBER
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: support
              namespace: team-NUMBER
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: reader
            subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: User
              name: support-NUMBER@example.com
            """;

    private static final List<String> VERBS = List.of("get", "list", "create", "delete", "watch");
    private static final List<String> RESOURCES = List.of("pods", "services", "secrets", "configmaps", "nodes");

    private final int teams;

    private CompanyRun(int teams) {
        this.teams = teams;
    }

    /** Of about that many objects. */
    public static RunAnalysis of(int objects) {
        return new CompanyRun(Math.max(1, objects / 5)).analysis();
    }

    /** What is recorded of a run of so many teams, to be analysed in full. A team has five rules. */
    public static RunRecord record(int teams) {
        return new CompanyRun(teams).runRecord();
    }

    private RunAnalysis analysis() {
        RunRecord runRecord = runRecord();
        List<PolicyInForce> inForce = PolicyInForce.of(runRecord);
        Topics topics = new Topics(runRecord);
        Coverage coverage = CoverageCounter.count(runRecord, inForce, List.of(), topics);
        return new RunAnalysis(
                runRecord,
                coverage,
                CoveringAssertions.of(coverage, inForce, topics, runRecord),
                mutations(runRecord),
                LeastPrivilege.of(NeededAccess.of(runRecord, inForce), runRecord.namespaces()),
                NarrowedPolicy.of(runRecord, NeededAccess.of(runRecord, inForce)),
                List.of(),
                List.of(),
                IdleParts.of(runRecord, inForce, topics, coverage),
                teams * 100L,
                0,
                0,
                runRecord.requests());
    }

    private RunRecord runRecord() {
        List<PolicyObject> objects = new ArrayList<>();
        List<RecordedDecision> decisions = new ArrayList<>();
        for (int team = 0; team < teams; team++) {
            String namespace = "team-" + team;
            Manifests.parse("deploy/" + namespace + "/rbac.yaml", TEAM.replace("NUMBER", String.valueOf(team)))
                    .objects()
                    .forEach(object -> PolicyObject.of(object, namespace).ifPresent(objects::add));
        }
        RbacPolicy policy = new PolicyState(RbacPolicy.builder(), objects, List.of()).policy();
        for (int team = 0; team < teams; team++) {
            for (int number = 0; number < 100; number++) {
                decisions.add(asserted(policy, team, number));
            }
        }
        return new RunRecord(
                List.of(new PolicyState(RbacPolicy.builder(), objects, decisions)),
                Discovery.ofKubernetes().all(),
                RunRecord.RequestCounts.NONE,
                IntStream.range(0, teams).mapToObj(CompanyRun::certificate).toList(),
                new OwnNamespaces(Map.of()),
                List.of(),
                Set.of());
    }

    private static RecordedDecision asserted(RbacPolicy policy, int team, int number) {
        String namespace = "team-" + team;
        UserInfo user = switch (number % 4) {
            case 0 -> UserInfo.serviceAccount(namespace, "pipeline");
            case 1 -> UserInfo.user("lead-" + team + "@example.com", namespace + "-leads");
            case 2 -> UserInfo.user("member-" + team + "@example.com", namespace);
            default -> UserInfo.user("support-" + team + "@example.com");
        };
        ResourceAttributes request = ResourceAttributes.of(
                        VERBS.get(number / 4 % 5), "", RESOURCES.get(number / 20 % 5))
                .in(namespace);
        boolean allowed = policy.allows(user, request);
        return new RecordedDecision(
                test(team, number / 10), RecordedDecision.Source.ASSERTION, user, request, allowed, allowed, false);
    }

    private static TestCase test(int team, int number) {
        String method = "members_of_the_team_do_what_they_should_" + number;
        return new TestCase(
                "[engine:junit-jupiter]/[class:com.example.policies.Team" + team + "Test]/[method:" + method + "()]",
                "Team" + team + "Test > " + method);
    }

    private static CertificateTimeline certificate(int team) {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z").plusMillis(team);
        return new CertificateTimeline(
                "lead-" + team + "@example.com",
                List.of(
                        new CertificateTimeline.Step(CertificateTimeline.Phase.GENERATED, begin),
                        new CertificateTimeline.Step(CertificateTimeline.Phase.SUBMITTED, begin.plusMillis(4)),
                        new CertificateTimeline.Step(CertificateTimeline.Phase.APPROVED, begin.plusMillis(7)),
                        new CertificateTimeline.Step(CertificateTimeline.Phase.ISSUED, begin.plusMillis(9)),
                        new CertificateTimeline.Step(CertificateTimeline.Phase.EXTRACTED, begin.plusMillis(10))));
    }

    private MutationAnalysis mutations(RunRecord runRecord) {
        List<MutantResult> results = new ArrayList<>();
        for (PolicyObject object : runRecord.writtenObjects()) {
            for (Mutation mutation : Mutation.of(object)) {
                results.add(judged(mutation, results.size()));
            }
        }
        return new MutationAnalysis(results);
    }

    private MutantResult judged(Mutation mutation, int number) {
        String namespace = mutation.target().source().namespace().orElse("");
        int team = Integer.parseInt(namespace.substring("team-".length()));
        return switch (number % 8) {
            case 0 -> result(mutation, MutantResult.Status.EQUIVALENT, List.of(), null);
            case 1, 2, 3 ->
                result(
                        mutation,
                        MutantResult.Status.KILLED,
                        IntStream.rangeClosed(0, number % 7)
                                .mapToObj(each -> test(team, each))
                                .toList(),
                        null);
            default -> result(mutation, MutantResult.Status.SURVIVED, List.of(), suggestion(namespace, number));
        };
    }

    private static MutantResult result(
            Mutation mutation, MutantResult.Status status, List<TestCase> killedBy, @Nullable Suggestion suggestion) {
        return new MutantResult(mutation.asMutant(OwnNamespaces.none()), status, killedBy, suggestion);
    }

    private static Suggestion suggestion(String namespace, int number) {
        ResourceAttributes request = ResourceAttributes.of(
                        VERBS.get(number % 5), "", RESOURCES.get(number / 5 % 5) + "-" + number % 11)
                .in(namespace);
        return new Suggestion(
                UserInfo.serviceAccount(namespace, "pipeline"),
                request,
                false,
                "assertThat(pipeline).cannot(" + request.verb() + "(\"" + request.resource() + "\").in(\"" + namespace
                        + "\"));",
                List.of("@KubeServiceAccount(\"" + namespace + "/pipeline\") KubeAccess pipeline"));
    }
}
