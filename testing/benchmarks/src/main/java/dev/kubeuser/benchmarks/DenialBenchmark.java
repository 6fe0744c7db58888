package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.run.KubeSessionBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What it adds to record that requests are refused, beside the same requests where nothing is recorded. */
record DenialBenchmark(Path work) implements Benchmark {

    private static final int TIMES = 10_000;
    private static final int IN_TURN = 500;

    /** Requests of one kind are one denial. */
    private static final int OF_ONE_KIND = 2;

    /** Each kind of denial is logged. Kept here, for the log manager forgets loggers that nobody holds. */
    private static final Logger DENIALS = Logger.getLogger("dev.kubeuser.record.internal.DenialWatch");

    @Override
    public String what() {
        return "refused requests";
    }

    @Override
    public List<Row> run() {
        DENIALS.setLevel(Level.OFF);
        try (KubeSession off = builder().start();
                KubeSession on = builder().report(work.resolve("denial-report")).start()) {
            return rows(off, off.user("bench"), on, on.user("bench"));
        }
    }

    private static KubeSessionBuilder builder() {
        return KubeSession.builder().cluster(ClusterKind.EMBEDDED);
    }

    private List<Row> rows(KubeSession off, KubeAccess offUser, KubeSession on, KubeAccess onUser) {
        refuse(off, offUser, -IN_TURN);
        refuse(on, onUser, -IN_TURN);
        on.writeReport();
        List<Cost> offCosts = new ArrayList<>();
        List<Cost> onCosts = new ArrayList<>();
        List<SizedAmount> reports = new ArrayList<>();
        double before = used();
        double megabytes = 0;
        for (int sent = 0; sent < TIMES; sent += IN_TURN) {
            int first = sent;
            offCosts.add(Cost.of(() -> refuse(off, offUser, first)));
            onCosts.add(Cost.of(() -> refuse(on, onUser, first)));
            int all = sent + IN_TURN;
            if (all == TIMES / 2 || all == TIMES) {
                megabytes = used() - before;
                Cost report = Cost.of(on::writeReport);
                reports.add(new SizedAmount(all, report.cpu().toMillis() / 1e3));
            }
        }
        String label = TIMES + " " + what() + ", ";
        return List.of(
                row(label + "one of them", Cost.wall(onCosts), Cost.wall(offCosts)),
                row(label + "one of them, CPU of client and server", Cost.cpu(onCosts), Cost.cpu(offCosts)),
                Row.alone(label + "memory of the JVM", String.format(Locale.ROOT, "%.1f MB", megabytes)),
                Row.alone(
                        label + "the report",
                        String.format(Locale.ROOT, "%.2f s CPU", reports.get(1).amount())),
                Row.alone(
                        what() + ", growth exponent of the report from " + TIMES / 2 + " to " + TIMES,
                        SizedAmount.exponentAtEnd(reports)));
    }

    /** No role names these namespaces, and the authorizer does not ask whether they exist. */
    private static void refuse(KubeSession session, KubeAccess user, int first) {
        session.test("sends from " + first, () -> {
            for (int number = first; number < first + IN_TURN; number++) {
                int code = user.get("/api/v1/namespaces/bench" + number / OF_ONE_KIND + "/configmaps")
                        .code();
                if (code != 403) {
                    throw new IllegalStateException("the user should be refused, but got " + code);
                }
            }
        });
    }

    private static double used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static Row row(String label, Samples recorded, Samples unrecorded) {
        return new Row(
                label,
                recorded.per(IN_TURN).toString(),
                "report off: " + unrecorded.per(IN_TURN),
                String.format(Locale.ROOT, "%.2f", recorded.median() / unrecorded.median()),
                "");
    }
}
