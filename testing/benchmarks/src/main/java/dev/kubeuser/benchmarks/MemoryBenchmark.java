package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the control plane's process holds when it has just become ready and after many requests, in memory and on disk. */
record MemoryBenchmark(int runs) implements Benchmark {

    private static final Target TARGET = new Target(400, "MB");
    private static final Target GROWTH = Target.ratio(1.3);
    private static final Target AUDITED = new Target(1_500, "bytes");
    private static final int REQUESTS = 100_000;
    private static final int ROUND = 6;
    private static final int OF_USER = 4;
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    private static final String REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"namespace": "default", "verb": "get", "resource": "secrets"}}}
            """;

    @Override
    public String what() {
        return "control plane, resident memory";
    }

    @Override
    public List<Row> run() throws Exception {
        if (ControlPlaneProcess.obstacle().isPresent()) {
            return List.of(
                    Row.notMeasured(what(), ControlPlaneProcess.obstacle().get()));
        }
        List<Double> megabytes = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            megabytes.add(once());
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Row.alone(what() + " when ready", new Samples(megabytes, "MB", 0), TARGET));
        rows.addAll(afterRequests());
        return rows;
    }

    private static double once() throws IOException {
        RunningCluster ready = EmbeddedStart.start();
        try {
            return ControlPlaneProcess.of(ready).resident();
        } finally {
            ready.close();
        }
    }

    /** A third of the requests writes, by the administrator; the rest is asked by a user, whose requests are audited. */
    private List<Row> afterRequests() throws Exception {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            Cluster cluster = session.cluster();
            ControlPlaneProcess process = ControlPlaneProcess.of(cluster);
            double ready = process.resident();
            KubeAccess user = session.user("bench");
            Thread.sleep(IDLE.toMillis());
            double unused = process.resident();
            long logged = auditLog(cluster);
            InFlight.CHANGES.each(
                    IntStream.range(0, REQUESTS / ROUND).boxed().toList(),
                    number -> round(session.admin(), user, number));
            double busy = process.resident();
            double bytes = (auditLog(cluster) - logged) / (double) (REQUESTS / ROUND * OF_USER);
            Thread.sleep(IDLE.toMillis());
            String idle = IDLE.toSeconds() + " s";
            return List.of(
                    growth(" after " + REQUESTS + " requests", busy, "when ready", ready)
                            .with(GROWTH, busy / ready),
                    growth(
                            " after " + REQUESTS + " requests, " + idle + " idle",
                            process.resident(),
                            idle + " after it was ready",
                            unused),
                    Row.alone(
                            "audit log, bytes per request of a user",
                            new Samples(List.of(bytes), "bytes", 0),
                            AUDITED));
        }
    }

    private static void round(KubeAccess admin, KubeAccess user, int number) {
        admin.request("POST", CONFIG_MAPS, """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bench-%d"}, "data": {"key": "%s"}}
                """.formatted(number, "x".repeat(200)));
        for (int time = 0; time < OF_USER / 2; time++) {
            user.request("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", REVIEW);
            user.get(CONFIG_MAPS);
        }
        admin.request("DELETE", CONFIG_MAPS + "/bench-" + number, null);
    }

    private Row growth(String when, double megabytes, String before, double megabytesBefore) {
        return new Row(
                what() + when,
                String.format(Locale.ROOT, "%.0f MB", megabytes),
                String.format(Locale.ROOT, "%s: %.0f MB", before, megabytesBefore),
                String.format(Locale.ROOT, "%.2f", megabytes / megabytesBefore),
                "");
    }

    private static long auditLog(Cluster cluster) throws IOException {
        return Files.size(cluster.auditLog().orElseThrow());
    }
}
