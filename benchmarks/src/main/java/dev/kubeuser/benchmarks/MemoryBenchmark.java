package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resident memory of the control plane's process when it has just become ready. */
record MemoryBenchmark(int runs) implements Benchmark {

    private static final Target TARGET = new Target(400, "MB");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    @Override
    public String what() {
        return "control plane, resident memory when ready";
    }

    @Override
    public List<Row> run() throws Exception {
        if (!Files.exists(Path.of("/proc/self/status"))) {
            return List.of(Row.notMeasured(what(), "there is no /proc here"));
        }
        List<Double> megabytes = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            megabytes.add(once());
        }
        return List.of(Row.alone(what(), new Samples(megabytes, "MB", 0), TARGET));
    }

    private static double once() throws IOException {
        RunningCluster ready = EmbeddedStart.start();
        try {
            return resident(controlPlane());
        } finally {
            ready.close();
        }
    }

    private static ProcessHandle controlPlane() throws IOException {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("control-plane"))
                .findFirst()
                .orElseThrow(() -> new IOException("no control-plane process was found among the children"));
    }

    private static double resident(ProcessHandle process) throws IOException {
        Matcher line = RESIDENT.matcher(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status")));
        if (!line.find()) {
            throw new IOException("/proc does not tell the resident memory of the control plane");
        }
        return Long.parseLong(line.group(1)) * 1024 / 1e6;
    }
}
