package dev.kubeuser.benchmarks;

import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.report.internal.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of a company's run: how large its files are, and how long a browser needs to open the page. */
record ReportBenchmark(Alternation alternation, Path work) implements Benchmark {

    private static final List<Integer> OBJECTS = List.of(30, 100, 250);
    private static final int ASSERTIONS_OF_TEAM = 200;
    private static final List<String> FILES = List.of("report.html", "report.md", "report.sarif", "report.json");
    private static final Target LARGEST_PAGE = new Target(2, "MB");
    private static final Target LONGER = Target.ratio(1.5);

    @Override
    public String what() {
        return "the report";
    }

    @Override
    public List<Row> run() throws Exception {
        DefaultCluster cluster = DefaultCluster.read();
        List<Row> rows = new ArrayList<>();
        List<SizedAmount> pages = new ArrayList<>();
        for (int objects : OBJECTS) {
            int teams = objects / Company.OBJECTS_OF_TEAM;
            RunAnalysis analysis = RunAnalysis.of(
                    new Company(teams, teams * ASSERTIONS_OF_TEAM).record(cluster.policy(), cluster.served()));
            Report.of(analysis, Thresholds.none()).write(directory(objects));
            pages.add(new SizedAmount(objects, megabytes(page(objects))));
            rows.add(row(objects, analysis.mutations().results().size()));
        }
        rows.add(Row.alone(
                what() + ", growth exponent of report.html", pages.get(0).exponentTo(pages.get(pages.size() - 1))));
        Path blank = Files.writeString(work.resolve("blank.html"), "<!DOCTYPE html><title>blank</title>");
        int last = OBJECTS.get(OBJECTS.size() - 1);
        Contender report = new OpenedInChromium("the report", page(last));
        Contender nothing = new OpenedInChromium("a blank page", blank);
        rows.add(Row.compare(
                what() + " of " + last + " objects, opened in Chromium",
                alternation.of(List.of(report, nothing)),
                report,
                nothing,
                LONGER));
        return rows;
    }

    private Path directory(int objects) {
        return work.resolve("report-" + objects);
    }

    private Path page(int objects) {
        return directory(objects).resolve("report.html");
    }

    private Row row(int objects, int mutants) throws IOException {
        List<String> sizes = new ArrayList<>();
        for (String file : FILES) {
            sizes.add(String.format(
                    Locale.ROOT,
                    "%s %.2f MB",
                    file,
                    megabytes(directory(objects).resolve(file))));
        }
        return new Row(
                what() + " of " + objects + " objects with " + mutants + " mutants",
                String.join(", ", sizes),
                "",
                "",
                LARGEST_PAGE.judge(megabytes(page(objects))));
    }

    private static double megabytes(Path file) throws IOException {
        return Files.size(file) / 1e6;
    }
}
