package dev.kubeuser.benchmarks;

import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.Recorder;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The policy of a company of teams, each with a namespace of its own, and tests that ask who may do what there.
 *
 * @param shape what a team has
 * @param teams the number of teams
 * @param assertions the number of assertions, 20 in each test
 */
record Company(Shape shape, int teams, int assertions) {

    /** What a team has, how many objects that are, and how many seconds the proof may take for a company of such teams. */
    enum Shape {
        /** Roles and bindings of most kinds. */
        USUAL(OBJECTS_OF_TEAM, 60),
        /** Mostly ClusterRoles: four in forty aggregate nine others each. */
        AGGREGATED(44, 10),
        /** A Role with wildcards. */
        WILD(2, 20);

        private final int objects;
        private final double seconds;

        Shape(int objects, double seconds) {
            this.objects = objects;
            this.seconds = seconds;
        }

        Target target() {
            return new Target(seconds, "s");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Company(int teams, int assertions) {
        this(Shape.USUAL, teams, assertions);
    }

    static final int OBJECTS_OF_TEAM = 10;

    private static final int ASSERTIONS_OF_TEST = 20;
    private static final String NAMESPACE = "default";
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

    private static final String WILD_TEAM = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: all, namespace: team-NUMBER}
        rules:
        - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
        - {apiGroups: [""], resources: [pods, secrets], verbs: ["*"]}
        - {apiGroups: ["*"], resources: [deployments, jobs], verbs: [get, list]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: all, namespace: team-NUMBER}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: all}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: lead-NUMBER}
        - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
        - {kind: ServiceAccount, name: web}
        """;

    private static final String AGGREGATE = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: all-NUMBER-AGGREGATE}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {part-of: all-NUMBER-AGGREGATE}}]}
        rules: []
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: all-AGGREGATE, namespace: team-NUMBER}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all-NUMBER-AGGREGATE}
        subjects:
        - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
        - {apiGroup: rbac.authorization.k8s.io, kind: User, name: lead-NUMBER}
        ---
        """;

    private static final String PART = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: part-NUMBER-AGGREGATE-PART, labels: {part-of: all-NUMBER-AGGREGATE}}
        rules:
        - {apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}
        - {apiGroups: [apps], resources: [deployments], verbs: [get, create, delete], resourceNames: [db]}
        - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, list]}
        ---
        """;

    int objects() {
        return teams * shape.objects;
    }

    /** Records what the tests ask; the evaluator answers in place of an API server. */
    RunRecord record(RbacPolicyBuilder rest, List<ServedResource> served) {
        List<ManifestObject> objects = policy();
        RbacPolicyBuilder all = rest.copy();
        objects.forEach(object -> RbacManifest.of(object, NAMESPACE).ifPresent(all::add));
        RbacPolicy answers = all.build();
        RunningTests tests = new RunningTests();
        Recorder recorder = new Recorder(
                tests,
                ServerFeature.all(),
                Discovery::ofKubernetes,
                resource -> Optional.empty(),
                Run.begin(),
                Optional::empty,
                () -> RbacPolicy.builder().build(),
                Recorder.DecidingWebhook.NONE);
        recorder.applied(objects, NAMESPACE);
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

    private List<ManifestObject> policy() {
        List<ManifestObject> objects = new ArrayList<>();
        for (int team = 0; team < teams; team++) {
            String yaml = template()
                    .replace("NUMBER", String.valueOf(team))
                    .replace(
                            "AGGREGATED", team % 5 == 0 ? "rbac.authorization.k8s.io/aggregate-to-view: \"true\"" : "");
            objects.addAll(Manifests.parse("team-" + team + ".yaml", yaml).objects());
        }
        return objects;
    }

    private String template() {
        return switch (shape) {
            case USUAL -> TEAM;
            case WILD -> WILD_TEAM;
            case AGGREGATED ->
                IntStream.range(0, 4)
                        .mapToObj(aggregate -> aggregated().replace("AGGREGATE", String.valueOf(aggregate)))
                        .collect(Collectors.joining());
        };
    }

    private static String aggregated() {
        return IntStream.range(0, 9)
                .mapToObj(part -> PART.replace("PART", String.valueOf(part)))
                .collect(Collectors.joining("", AGGREGATE, ""));
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
