// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Measures and prints. Arguments: the folder of this module, the number of runs, and perhaps a part of the names of
 * those benchmarks that are wanted. A target that is not met is said in the table; only what could not be run although
 * it should makes the exit code 1.
 */
final class Main {

    /** Kept here, for the log manager forgets loggers that nobody holds. */
    private static final Logger KUBEUSER = Logger.getLogger("dev.kubeuser");

    /**
     * Something that is measured.
     *
     * @param what begins its rows, and is the row where there are none because it failed
     * @param measurement returns the rows
     */
    private record Benchmark(String what, Measurement measurement) {}

    @FunctionalInterface
    private interface Measurement {
        List<Row> rows(String what) throws Exception;
    }

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        KUBEUSER.setLevel(Level.WARNING);
        Path module = Path.of(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        String wanted = arguments.length > 2 ? arguments[2] : "";
        KubeApiTest kubeApiTest = new KubeApiTest(module);
        String machine = machine(runs);
        List<Row> rows = new ArrayList<>();
        boolean failed = false;
        for (Benchmark benchmark : benchmarks(module, runs, kubeApiTest)) {
            if (benchmark.what().contains(wanted)) {
                System.err.println("measuring: " + benchmark.what());
                try {
                    rows.addAll(benchmark.measurement().rows(benchmark.what()));
                } catch (Exception failure) { // must not keep the others from being measured
                    failure.printStackTrace();
                    rows.add(Row.alone(benchmark.what(), "failed: " + failure.getMessage()));
                    failed = true;
                }
            }
        }
        System.out.println(machine + "\n" + Row.table(rows));
        System.exit(failed ? 1 : 0);
    }

    private static List<Benchmark> benchmarks(Path module, int runs, KubeApiTest kubeApiTest) throws IOException {
        Path work = Files.createDirectories(module.resolve("target"));
        StartBenchmarks starts = new StartBenchmarks(runs, kubeApiTest, module.resolve("first-ok/target"));
        RequestBenchmarks requests = new RequestBenchmarks(runs, work);
        Path argoCd = module.resolve("../../../shared/policies/argo-cd").normalize();
        PolicyBenchmarks policies = new PolicyBenchmarks(runs, argoCd);
        ProofBenchmarks proof = new ProofBenchmarks(runs, work);
        return List.of(
                new Benchmark("control plane, start to ready", starts::controlPlane),
                new Benchmark(
                        "one more user, key to first ok", new UserBenchmark(runs, work, new AtomicInteger())::rows),
                new Benchmark("the tutorial's test, JVM start to first ok", starts::firstOk),
                new Benchmark("control plane, resident memory", starts::memory),
                new Benchmark("access matrix of 10 subjects", requests::matrix),
                new Benchmark("an RBAC decision by the evaluator", policies::decisions),
                new Benchmark("the search for escalation paths", policies::escalation),
                new Benchmark("a statement about all requests", policies::statements),
                new Benchmark("a comparison of two roles", policies::roles),
                new Benchmark("the proof at the end of a run", proof::analysis),
                new Benchmark("what an audit log shows unused", proof::auditLog),
                new Benchmark("an assertion on access", requests::assertions),
                new Benchmark("refused requests", requests::denials),
                new Benchmark("applying a company's policy", new ApplyBenchmark(Math.max(1, runs / 3))::rows),
                new Benchmark("the report", proof::report));
    }

    /** Where and with what it was measured: figures without that mean nothing. */
    private static String machine(int runs) throws IOException, InterruptedException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return String.format(
                Locale.ROOT,
                """
                Measured on %s, medians of %d runs (smallest to largest), contenders in turns, \
                one run of each before that not counted.

                - machine: %d cores, %.0f GB of memory, %s %s %s; load %.1f when it began
                - Java: %s %s
                - Kubernetes %s, and the rival programs of the same modules, built with %s; kube-api-test %s
                - %s; %s
                """,
                LocalDate.now(ZoneOffset.UTC),
                runs,
                system.getAvailableProcessors(),
                system.getTotalMemorySize() / 1e9,
                system.getName(),
                system.getVersion(),
                system.getArch(),
                system.getSystemLoadAverage(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                KubeApiTest.version(),
                Command.version("go", "version"),
                System.getProperty("kube-api-test.version", "unknown"),
                Command.version("openssl", "version"),
                Command.version("curl", "--version"));
    }
}
