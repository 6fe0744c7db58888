// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.credential.CertificateTimeline;
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
import dev.kubeuser.testkit.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A run at a company's size: teams with a namespace, a file and five objects each, ten tests a team, ten assertions a
 * test.
 */
public final class CompanyRun {

    private static final String ALL_VERBS = "get,list,watch,create,update,patch,delete ";
    private static final List<String> VERBS = List.of("get", "list", "create", "delete", "watch");
    private static final List<String> RESOURCES = List.of("pods", "services", "secrets", "configmaps", "nodes");

    private CompanyRun() {}

    /** What is recorded of a run of so many teams. A team has five rules. */
    public static RunRecord record(int teams) {
        List<PolicyObject> objects = IntStream.range(0, teams)
                .boxed()
                .flatMap(team -> Example.objects("deploy/team-" + team + "/rbac.yaml", policy(team), "").stream())
                .toList();
        RbacPolicy policy = new PolicyState(RbacPolicy.builder(), objects, List.of()).policy();
        List<RecordedDecision> decisions = new ArrayList<>();
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

    private static String policy(int team) {
        String namespace = "team-" + team;
        return new Policy()
                .labels("app.kubernetes.io/part-of: " + namespace)
                .role(
                        namespace + "/deployer",
                        ALL_VERBS + "deployments.apps,statefulsets.apps,daemonsets.apps",
                        ALL_VERBS + "services,configmaps,persistentvolumeclaims",
                        "get secrets registry")
                .to("account " + namespace + "/pipeline", "group " + namespace + "-leads")
                .role(
                        namespace + "/reader",
                        "get,list,watch pods,pods/log,services,configmaps,endpoints,events,limitranges,"
                                + "resourcequotas,serviceaccounts,persistentvolumeclaims",
                        "get,list,watch jobs.batch,cronjobs.batch")
                .to("group " + namespace)
                .binding(namespace + "/support", "Role reader", "user support-" + team + "@example.com")
                .yaml();
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
}
