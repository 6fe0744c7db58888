package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.Goal;
import dev.kubeuser.review.ClusterPolicy;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How the search for ways up grows with the policy: a deployer with {@code edit} in N namespaces, where there is none. */
record EscalationBenchmark(int runs) implements Benchmark {

    private static final List<Integer> NAMESPACES = List.of(10, 20, 40);
    private static final UserInfo DEPLOYER = UserInfo.user("deployer");

    private static final String NAMESPACE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: deployer, namespace: nNUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: deployer}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: config, namespace: nNUMBER}
            rules:
            - {apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: config, namespace: nNUMBER}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: config}
            subjects:
            - {kind: ServiceAccount, namespace: nNUMBER, name: web}
            - {kind: ServiceAccount, namespace: nNUMBER, name: worker}
            """;

    @Override
    public String what() {
        return "the search for ways up";
    }

    @Override
    public List<Row> run() throws Exception {
        RbacPolicyBuilder defaults = RbacPolicy.builder();
        try (RunningCluster cluster = EmbeddedStart.start();
                KubeAccess admin = KubeAccess.admin(cluster)) {
            defaults.addAll(ClusterPolicy.objects(admin.apiClient()));
        }
        List<Row> rows = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        for (int namespaces : NAMESPACES) {
            Samples samples = measure(policy(defaults.copy(), namespaces));
            medians.add(samples.median());
            rows.add(Row.alone(what() + ", edit in " + namespaces + " namespaces", samples.toString()));
        }
        rows.add(Row.alone(what() + ", growth exponent at the end", exponent(medians)));
        return rows;
    }

    private static RbacPolicy policy(RbacPolicyBuilder builder, int namespaces) throws IOException {
        for (int number = 0; number < namespaces; number++) {
            for (Object object : Yaml.loadAll(NAMESPACE.replace("NUMBER", String.valueOf(number)))) {
                builder.add((KubernetesObject) object);
            }
        }
        return builder.build();
    }

    private Samples measure(RbacPolicy policy) {
        search(policy);
        return new Samples(
                IntStream.range(0, runs).mapToObj(run -> search(policy)).toList(), "s", 3);
    }

    private static double search(RbacPolicy policy) {
        long begin = System.nanoTime();
        boolean isFound =
                Escalation.in(policy).find(DEPLOYER, new Goal.ClusterAdmin()).isPresent();
        long taken = System.nanoTime() - begin;
        if (isFound) {
            throw new IllegalStateException("a way was found where there is none");
        }
        return taken / 1e9;
    }

    /** Of the last doubling. */
    private static String exponent(List<Double> medians) {
        int last = medians.size() - 1;
        return String.format(Locale.ROOT, "%.1f", Math.log(medians.get(last) / medians.get(last - 1)) / Math.log(2));
    }
}
