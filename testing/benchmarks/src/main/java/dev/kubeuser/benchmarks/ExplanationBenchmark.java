package dev.kubeuser.benchmarks;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.catchThrowable;
import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.session.KubeSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Failing assertions in a cluster with the policy of a company, after a write of something else than policy: what they
 * cost, beside listing the policy for each failure.
 */
record ExplanationBenchmark(int runs) implements Benchmark {

    private static final int NAMESPACES = 1_000;
    private static final Target TARGET = Target.ratio(0.5);

    @Override
    public String what() {
        return "a failing assertion after another write, " + NAMESPACES + " namespaces";
    }

    @Override
    public List<Row> run() {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            new PlainClient(
                            session.cluster().adminClient(),
                            ClusterContext.of(session.cluster()).discovery().get())
                    .create(new CompanyPolicy(NAMESPACES)
                            .manifests().objects().stream()
                                    .filter(object -> !object.kind().equals("ServiceAccount"))
                                    .toList());
            KubeAccess user = session.user("bench", "team-2");
            return List.of(
                    row(
                            what(),
                            TARGET::judge,
                            session,
                            () -> assertThat(user).can(get("secrets").in("team-1"))),
                    row(
                            what() + ", canOnly with its questions",
                            ratio -> "",
                            session,
                            () -> assertThat(user).canOnly(get("secrets").in("team-2"))));
        }
    }

    private Row row(String label, DoubleFunction<String> judge, KubeSession session, Runnable assertion) {
        List<Cost> ours = new ArrayList<>();
        List<Cost> plain = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            write(session, label.hashCode() + "-" + run);
            Cost one = Cost.of(() -> requireFailure(assertion));
            Cost listing = Cost.of(() -> ClusterPolicy.read(session.cluster()));
            if (run > 0) {
                ours.add(one);
                plain.add(listing);
            }
        }
        double ratio = Cost.wall(ours).median() / Cost.wall(plain).median();
        return new Row(
                label,
                Cost.wall(ours).toString(),
                "listing the policy alone: " + Cost.wall(plain),
                String.format(Locale.ROOT, "%.2f", ratio),
                judge.apply(ratio));
    }

    private static void write(KubeSession session, String name) {
        int code = session.admin()
                .request("POST", "/api/v1/namespaces/default/configmaps", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bench%s"}}
                """.formatted(name))
                .code();
        if (code != 201) {
            throw new IllegalStateException("a ConfigMap could not be created: " + code);
        }
    }

    private static void requireFailure(Runnable assertion) {
        if (!(catchThrowable(assertion::run) instanceof AssertionError)) {
            throw new IllegalStateException("the assertion should have failed");
        }
    }
}
