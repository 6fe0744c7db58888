package dev.kubeuser.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Measures and prints. Arguments: the folder of this module, the number of runs, and perhaps a part of the names of those
 * benchmarks that are wanted. A target that is not met is said
 * in the table; only what could not be run although it should makes the exit code 1.
 */
final class Main {

    /** Kept here, for the log manager forgets loggers that nobody holds. */
    private static final Logger KUBEUSER = Logger.getLogger("dev.kubeuser");

    private final List<Row> rows = new ArrayList<>();
    private boolean failed;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        KUBEUSER.setLevel(Level.WARNING);
        Folders folders = new Folders(Path.of(arguments[0]));
        int runs = Integer.parseInt(arguments[1]);
        Files.createDirectories(folders.work());
        RivalPrograms programs = new RivalPrograms(folders);
        String machine = new Machine(programs, runs).describe();
        Main main = new Main();
        String wanted = arguments.length > 2 ? arguments[2] : "";
        benchmarks(runs, programs, folders).stream()
                .filter(benchmark -> benchmark.what().contains(wanted))
                .forEach(main::run);
        System.out.println(machine + "\n" + new Table(main.rows));
        System.exit(main.failed ? 1 : 0);
    }

    private static List<Benchmark> benchmarks(int runs, RivalPrograms programs, Folders folders) {
        Path work = folders.work();
        Alternation alternation = new Alternation(runs);
        return List.of(
                new StartBenchmark(alternation, new EmbeddedStart(), new KubeApiTestStart(programs, work)),
                new UserBenchmark(alternation, work),
                new FirstOkBenchmark(alternation, folders),
                new MemoryBenchmark(runs),
                new MatrixBenchmark(alternation, work),
                new EvaluatorBenchmark(runs, folders.policies()),
                new EscalationBenchmark(runs),
                new StatementBenchmark(runs),
                new ProofBenchmark(),
                new AssertionBenchmark(runs, work),
                new DenialBenchmark(work),
                new ApplyBenchmark(Math.max(1, runs / 3)),
                new ReportBenchmark(alternation, work));
    }

    /** One that fails must not keep the others from being measured. */
    private void run(Benchmark benchmark) {
        System.err.println("measuring: " + benchmark.what());
        try {
            rows.addAll(benchmark.run());
        } catch (Exception failure) {
            failure.printStackTrace();
            rows.add(Row.failed(benchmark.what(), failure));
            failed = true;
        }
    }
}
