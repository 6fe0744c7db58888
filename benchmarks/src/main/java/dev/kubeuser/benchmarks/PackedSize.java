package dev.kubeuser.benchmarks;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Size of the packed control plane, which is most of what a user downloads. */
record PackedSize() implements Benchmark {

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
        for (String platform : PLATFORMS) {
            URL packed =
                    PackedSize.class.getResource("/META-INF/kubeuser/control-plane/" + platform + "/control-plane.gz");
            if (packed != null) {
                rows.add(row(platform, packed.openConnection().getContentLengthLong() / 1e6));
            }
        }
        return rows.isEmpty() ? List.of(Row.notMeasured(what(), "none is on the class path")) : rows;
    }

    private Row row(String platform, double megabytes) {
        String size = String.format(Locale.ROOT, "%.1f MB", megabytes);
        return new Row(what() + ", " + platform, size, "", "", TARGET.judge(megabytes));
    }
}
