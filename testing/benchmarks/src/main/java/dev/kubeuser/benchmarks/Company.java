package dev.kubeuser.benchmarks;

import dev.kubeuser.access.internal.AccessCheck;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.review.internal.ServedResource;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The policy of a company of teams, each with ten objects in a namespace of its own, and tests that ask who may do what
 * there.
 *
 * @param teams the number of teams
 * @param assertions the number of assertions, 20 in each test
 */
record Company(int teams, int assertions) {

    static final int OBJECTS_OF_TEAM = 10;

    private static final int ASSERTIONS_OF_TEST = 20;
    private static final List<String> VERBS = List.of("get", "list", "watch", "create", "update", "delete");
    private static final List<String> RESOURCES =
            List.of("pods", "configmaps", "secrets", "services", "deployments", "replicasets", "jobs", "nodes");
    private static final List<String> GROUPS = List.of("", "", "", "", "apps", "apps", "batch", "");

    private static final String TEAM = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: readers, namespace: team-NUMBER}
            rules:
            - {apiGroups: [""], resources: [pods, services, configmaps], verbs: [get, list, watch]}
            - {apiGroups: [apps], resources: [deployments, replicasets, statefulsets], verbs: [get, list, watch]}
            - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, list, watch]}
            - {apiGroups: [networking.k8s.io], resources: [ingresses, networkpolicies], verbs: [get, list, watch]}
            - {apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [get, list, watch]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: writers, namespace: team-NUMBER}
            rules:
            - {apiGroups: [""], resources: [pods, services, configmaps], verbs: [create, update, patch, delete]}
            - {apiGroups: [apps], resources: [deployments, statefulsets], verbs: [create, update, patch, delete]}
            - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [create, delete]}
            - {apiGroups: [networking.k8s.io], resources: [ingresses, networkpolicies], verbs: [create, update, patch]}
            - {apiGroups: [autoscaling], resources: [horizontalpodautoscalers], verbs: [create, update, delete]}
            - {apiGroups: [""], resources: [secrets], resourceNames: [db, tls], verbs: [get, update]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: deployers, namespace: team-NUMBER}
            rules:
            - {apiGroups: [apps], resources: [deployments, deployments/scale], verbs: [get, patch, update]}
            - {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
            - {apiGroups: [""], resources: [events], verbs: [create, patch]}
            - {apiGroups: [batch], resources: [jobs, jobs/status, cronjobs], verbs: [get, create, delete]}
            - {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [get, list]}
            - {apiGroups: [""], resources: [configmaps], resourceNames: [release, settings], verbs: [get, update, patch]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: readers, namespace: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: readers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: auditor}
            - {kind: ServiceAccount, name: web}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: writers, namespace: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: writers}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: lead-NUMBER}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER-seniors}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: deployers, namespace: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployers}
            subjects:
            - {kind: ServiceAccount, name: deployer}
            - {kind: ServiceAccount, name: deployer, namespace: ci}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: leads, namespace: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: lead-NUMBER}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: team-NUMBER, labels: {AGGREGATED}}
            rules:
            - {apiGroups: [""], resources: [nodes, namespaces], verbs: [get, list]}
            - {apiGroups: [example.com], resources: [things, things/status], verbs: [get, list, watch, create]}
            - {nonResourceURLs: [/metrics, "/logs/*"], verbs: [get]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: team-NUMBER}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
            - {kind: ServiceAccount, namespace: team-NUMBER, name: web}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: team-NUMBER-view}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER-seniors}
            """;

    int objects() {
        return teams * OBJECTS_OF_TEAM;
    }

    /** Records what the tests ask; the evaluator answers in place of an API server. */
    RunRecord record(RbacPolicyBuilder rest, List<ServedResource> served) {
        List<PolicyObject> objects = policy();
        RbacPolicyBuilder all = rest.copy();
        objects.forEach(object -> all.add(object.object()));
        RbacPolicy answers = all.build();
        RunningTests tests = new RunningTests();
        Recorder recorder = new Recorder(
                tests,
                ServerFeature.all(),
                Run.alone(),
                Optional::empty,
                () -> RbacPolicy.builder().build());
        recorder.applied(objects);
        Random random = new Random(objects());
        for (int asked = 0; asked < assertions; asked += ASSERTIONS_OF_TEST) {
            tests.begin(new TestCase("test-" + asked, "CompanyTest > test_" + asked + "()"), Set.of());
            for (int number = 0; number < ASSERTIONS_OF_TEST; number++) {
                recorder.checked(check(random, answers));
            }
            tests.end();
        }
        return recorder.take(rest, served);
    }

    private List<PolicyObject> policy() {
        List<PolicyObject> objects = new ArrayList<>();
        for (int team = 0; team < teams; team++) {
            String yaml = TEAM.replace("NUMBER", String.valueOf(team))
                    .replace(
                            "AGGREGATED", team % 5 == 0 ? "rbac.authorization.k8s.io/aggregate-to-view: \"true\"" : "");
            Manifests.parse("team-" + team + ".yaml", yaml).objects().stream()
                    .flatMap(object -> PolicyObject.of(object, "default").stream())
                    .forEach(objects::add);
        }
        return objects;
    }

    private AccessCheck check(Random random, RbacPolicy answers) {
        int team = random.nextInt(teams);
        int resource = random.nextInt(RESOURCES.size());
        UserInfo user = user(random, team);
        ResourceAttributes request = ResourceAttributes.of(
                        VERBS.get(random.nextInt(VERBS.size())), GROUPS.get(resource), RESOURCES.get(resource))
                .in(random.nextInt(10) == 0 ? "" : "team-" + (random.nextInt(10) == 0 ? random.nextInt(teams) : team))
                .named(random.nextInt(4) == 0 ? "db" : "");
        boolean isAllowed = answers.allows(user, request);
        return new AccessCheck(user, request, isAllowed, isAllowed);
    }

    private static UserInfo user(Random random, int team) {
        return switch (random.nextInt(6)) {
            case 0 -> UserInfo.user("lead-" + team);
            case 1 -> UserInfo.user("senior-" + team, "team-" + team, "team-" + team + "-seniors");
            case 2 -> UserInfo.user("member-" + team + "-" + random.nextInt(3), "team-" + team);
            case 3 -> UserInfo.serviceAccount("team-" + team, random.nextBoolean() ? "web" : "deployer");
            case 4 -> UserInfo.user("auditor");
            default -> UserInfo.user("stranger");
        };
    }
}
