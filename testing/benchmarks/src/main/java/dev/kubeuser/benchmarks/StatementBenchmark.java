package dev.kubeuser.benchmarks;

import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.NamespaceSelection;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How statements about all requests grow, with the policy of a company in which each namespace has three Roles and fifteen
 * RoleBindings of four subjects, one of whom is in all of them. Four in fifteen grant {@code edit} or {@code view}, or a
 * ClusterRole that aggregates ten others.
 */
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
record StatementBenchmark(int runs) implements Benchmark {

    private static final List<Integer> SIZES = List.of(250, 500, 1_000);
    private static final int BINDINGS = 15;
    private static final int PARTS = 200;
    private static final int AGGREGATES = 20;
    private static final Target ONE = new Target(1, "s");
    private static final Target DIFFERENCE = new Target(3, "s");
    private static final Target HEAP = new Target(500, "MB");

    private static final String CLUSTER_ROLES = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: part-NUMBER, labels: {aggregate: to-INDEX}}
            rules:
            - {apiGroups: [group-NUMBER.example.com], resources: [widgets], verbs: [get, list, watch, update]}
            - {apiGroups: [""], resources: [configmaps], resourceNames: [settings-NUMBER], verbs: [get]}
            ---
            """;

    private static final String AGGREGATE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: aggregate-NUMBER}
            aggregationRule: {clusterRoleSelectors: [{matchLabels: {aggregate: to-NUMBER}}]}
            rules: []
            ---
            """;

    private static final String ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: role-INDEX, namespace: team-NUMBER}
            rules:
            - {apiGroups: [""], resources: [configmaps, pods, services], verbs: [get, list, watchMORE]}
            - {apiGroups: [apps], resources: [deployments], verbs: [get, patch], resourceNames: [app-NUMBER-INDEX]}
            - {apiGroups: [batch], resources: [jobs, cronjobs], verbs: [get, create]}
            ---
            """;

    private static final String BINDING = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: binding-INDEX, namespace: team-NUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, ROLEREF}
            subjects:
            - {kind: ServiceAccount, namespace: team-NUMBER, name: account-INDEX}
            - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: team-NUMBER}
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: auditor}
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: user-PERSON}
            ---
            """;

    @Override
    public String what() {
        return "a statement about all requests";
    }

    @Override
    public List<Row> run() throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.addAll(rows(
                "nobody reads Secrets in any namespace",
                ONE,
                policy -> contradictions(
                        new Statement.Forbids(Holders.ALL, policy.requests(get("secrets"), NamespaceSelection.every())),
                        policy)));
        rows.addAll(rows(
                "nothing beyond a reference, one of them read, 1 role in 300 with a verb more", DIFFERENCE, policy -> {
                    EffectivePolicy later = policy(policy.written().bindings().size() / BINDINGS, true);
                    if (EffectiveDifference.between(policy, later).gains().isEmpty()) {
                        throw new IllegalStateException("a verb more was not found");
                    }
                }));
        rows.add(heap());
        return rows;
    }

    /** With what both policies keep of it. */
    private Row heap() {
        double before = used();
        List<EffectivePolicy> both = List.of(policy(1_000, false), policy(1_000, true));
        double megabytes;
        try {
            EffectiveDifference.between(both.get(0), both.get(1));
            megabytes = used() - before;
        } finally {
            Reference.reachabilityFence(both);
        }
        return Row.alone(
                        what() + ", nothing beyond a reference, what both policies keep",
                        "%.0f MB".formatted(megabytes))
                .with(HEAP, megabytes);
    }

    private static double used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static void contradictions(Statement statement, EffectivePolicy policy) {
        if (statement.contradictions(policy).isEmpty()) {
            throw new IllegalStateException(statement + " should not hold");
        }
    }

    private List<Row> rows(String statement, Target target, Consumer<EffectivePolicy> work) {
        List<Row> rows = new ArrayList<>();
        List<SizedAmount> growing = new ArrayList<>();
        for (int size : SIZES) {
            work.accept(policy(size, false));
            Samples samples = new Samples(
                    IntStream.range(0, runs)
                            .mapToObj(run -> seconds(work, policy(size, false)))
                            .toList(),
                    "s",
                    2);
            growing.add(new SizedAmount(size, samples.median()));
            String label = what() + ", " + statement + ", " + size + " namespaces and " + size * BINDINGS + " bindings";
            rows.add(size == 1_000 ? Row.alone(label, samples, target) : Row.alone(label, samples.toString()));
        }
        rows.add(Row.alone(
                what() + ", " + statement + ", growth exponent at the end", SizedAmount.exponentAtEnd(growing)));
        return rows;
    }

    private static double seconds(Consumer<EffectivePolicy> work, EffectivePolicy policy) {
        long begin = System.nanoTime();
        work.accept(policy);
        return (System.nanoTime() - begin) / 1e9;
    }

    private static EffectivePolicy policy(int namespaces, boolean isChanged) {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < PARTS; number++) {
            add(CLUSTER_ROLES, number, number % AGGREGATES, text);
        }
        for (int number = 0; number < AGGREGATES; number++) {
            add(AGGREGATE, number, 0, text);
        }
        for (int number = 0; number < namespaces; number++) {
            for (int index = 0; index < 3; index++) {
                boolean isMore = isChanged && index == 0 && number % 100 == 0;
                add(ROLE.replace("MORE", isMore ? ", update" : ""), number, index, text);
            }
            for (int index = 0; index < BINDINGS; index++) {
                String role = switch (index) {
                    case 0 -> "kind: ClusterRole, name: edit";
                    case 1, 2 -> "kind: ClusterRole, name: aggregate-" + number % AGGREGATES;
                    case 3 -> "kind: ClusterRole, name: view";
                    default -> "kind: Role, name: role-" + index % 3;
                };
                String person = String.valueOf((number * 7 + index) % 3_000);
                add(BINDING.replace("ROLEREF", role).replace("PERSON", person), number, index, text);
            }
        }
        return EffectivePolicy.of(Manifests.parse("company.yaml", text.toString()));
    }

    private static void add(String template, int number, int index, StringBuilder text) {
        text.append(template.replace("NUMBER", String.valueOf(number)).replace("INDEX", String.valueOf(index)));
    }
}
