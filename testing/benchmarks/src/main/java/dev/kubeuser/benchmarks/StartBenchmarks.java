// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.benchmarks.firstok.FirstOk;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.run.KubeSession;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a person waits for, and what the control plane then holds.
 *
 * @param firstOk what Maven built of the module with a user's class path
 */
record StartBenchmarks(int runs, KubeApiTest kubeApiTest, Path firstOk) {

    private static final int REQUESTS = 100_000;
    private static final int ROUND = 6; // one to create, one to delete, and two times two of a user
    private static final int IDLE_SECONDS = 3;
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    List<Row> controlPlane(String what) throws Exception {
        Contender kubeuser = Contender.of("kubeuser", () -> {
            long begin = System.nanoTime();
            RunningCluster ready = Embedded.start();
            double taken = Samples.secondsSince(begin);
            ready.close();
            return taken;
        });
        Contender rival = kubeApiTest.contender();
        return List.of(Row.compare(what, runs, kubeuser, rival, Target.ratio(0.45)));
    }

    List<Row> firstOk(String what) throws Exception {
        return List.of(Row.alone(what, Samples.of(runs, "s", 3, this::tutorialsTest), new Target(1.6, "s")));
    }

    /** Starts a JVM that runs {@link FirstOk}, and reads until it has seen its {@code ok}. */
    private double tutorialsTest() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath =
                firstOk.resolve("classes") + File.pathSeparator + Files.readString(firstOk.resolve("class-path"));
        ProcessBuilder jvm = new ProcessBuilder(java, "-cp", classPath, FirstOk.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        long begin = System.nanoTime();
        Process process = jvm.start();
        try (BufferedReader lines = process.inputReader()) {
            boolean isSeen = lines.lines().anyMatch(FirstOk.SEEN::equals);
            double taken = Samples.secondsSince(begin);
            lines.transferTo(Writer.nullWriter());
            if (process.waitFor() != 0 || !isSeen) {
                throw new IOException("the JVM of the tutorial's test ended with " + process.exitValue());
            }
            return taken;
        }
    }

    /**
     * In memory and in the audit log. A third of the requests writes, by the administrator; the rest is asked by a
     * user, whose requests are audited.
     */
    List<Row> memory(String what) throws Exception {
        if (!Files.exists(Path.of("/proc/self/status"))) {
            return List.of(Row.alone(what, "not measured: there is no /proc here"));
        }
        List<Row> rows = new ArrayList<>();
        Samples started = Samples.of(runs, "MB", 0, () -> {
            try (RunningCluster cluster = Embedded.start()) {
                return Memory.resident(cluster);
            }
        });
        rows.add(Row.alone(what + " when ready", started, new Target(400, "MB")));
        try (KubeSession session = Embedded.session().start()) {
            Cluster cluster = session.cluster();
            Samples ready = resident(cluster);
            KubeAccess user = session.user("bench");
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            Samples unused = resident(cluster);
            InFlight.CHANGES.each(
                    IntStream.range(0, REQUESTS / ROUND).boxed().toList(),
                    number -> round(session.admin(), user, number));
            String after = what + " after " + REQUESTS + " requests";
            rows.add(Row.compare(after, resident(cluster), "when ready", ready, Target.ratio(1.3)));
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            String idle = IDLE_SECONDS + " s";
            rows.add(Row.compare(
                    after + ", " + idle + " idle",
                    resident(cluster),
                    idle + " after it was ready",
                    unused,
                    Target.NONE));
        }
        return rows;
    }

    private static Samples resident(Cluster cluster) throws IOException {
        return Samples.once(Memory.resident(cluster), "MB", 0);
    }

    private static void round(KubeAccess admin, KubeAccess user, int number) {
        admin.request("POST", CONFIG_MAPS, """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bench-%d"}, "data": {"key": "%s"}}
                """.formatted(number, "x".repeat(200)));
        for (int time = 0; time < 2; time++) {
            user.request("POST", RequestBenchmarks.REVIEWS, RequestBenchmarks.REVIEW);
            user.get(CONFIG_MAPS);
        }
        admin.request("DELETE", CONFIG_MAPS + "/bench-" + number, null);
    }
}
