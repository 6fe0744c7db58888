package dev.kubeuser.benchmarks;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Size of the packed control planes on the class path, which are most of what a user downloads. */
record PackedSize(Folders folders) implements Benchmark {

    private static final Target TARGET = new Target(35, "MB");
    private static final List<String> PLATFORMS =
            List.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64");

    @Override
    public String what() {
        return "control plane, packed program";
    }

    @Override
    public List<Row> run() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String minor : folders.minors()) {
            for (String platform : PLATFORMS) {
                String name = "/META-INF/kubeuser/control-plane/" + minor + "/" + platform + "/control-plane.xz";
                URL packed = PackedSize.class.getResource(name);
                if (packed != null) {
                    long bytes = packed.openConnection().getContentLengthLong();
                    rows.add(row(minor + ", " + platform, bytes / 1e6));
                }
            }
        }
        return rows.isEmpty() ? List.of(Row.notMeasured(what(), "none is on the class path")) : rows;
    }

    private Row row(String program, double megabytes) {
        String size = String.format(Locale.ROOT, "%.1f MB", megabytes);
        return new Row(what() + ", " + program, size, "", "", TARGET.judge(megabytes));
    }
}
