// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.analysis.internal.RunAnalysis;
import dev.kubeuser.analysis.internal.Thresholds.Requirement;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.record.internal.RecordedDecision;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The report as one self-contained page. Its templates write the summary and escape by context; its script draws the
 * rest from the data.
 *
 * @param report the report
 * @param tasks what to do first
 * @param thresholds the thresholds of the run, and whether it meets them
 * @param findings what there is to say about rules and bindings
 */
record HtmlReport(Report report, List<Task> tasks, List<Requirement> thresholds, List<ReportedFinding> findings) {

    static HtmlReport of(Report report) {
        return new HtmlReport(report, Task.first(report), report.requirements(), ReportedFinding.of(report.analysis()));
    }

    String text() {
        TemplateEngine engine = TemplateEngine.createPrecompiled(
                null, ContentType.Html, HtmlReport.class.getClassLoader(), "dev.kubeuser.report.internal");
        StringOutput output = new StringOutput();
        engine.render("page.jte", Map.of("page", this, "assets", Assets.read()), output);
        return output.toString();
    }

    String data() {
        return PageData.of(report, findings).json();
    }

    RunAnalysis analysis() {
        return report.analysis();
    }

    /** Returns what is to be worked on, for example {@code 1 request denied} and {@code 2 risky permissions}. */
    List<String> open() {
        return Figures.of(analysis(), findings).open();
    }

    /** Returns the number of tests that decisions were recorded in. */
    long tests() {
        return analysis().runRecord().states().stream()
                .flatMap(state -> state.decisions().stream())
                .map(RecordedDecision::test)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    /** Returns the number of equivalent mutants. */
    int equivalent() {
        return analysis().mutations().of(MutantResult.Status.EQUIVALENT).size();
    }

    /** The number of mutants that were not judged. */
    int undecided() {
        return analysis().mutations().of(MutantResult.Status.UNDECIDED).size();
    }

    /** Shortens a value of the header for display; its tooltip has the full value. */
    String shortened(Map.Entry<String, String> row) {
        String value = row.getValue();
        return switch (row.getKey()) {
            case "commit" -> value.substring(0, Math.min(12, value.length()));
            case "date" -> value.replaceFirst("T(\\d\\d:\\d\\d):\\d\\dZ$", " $1 UTC");
            default -> value;
        };
    }

    /** Returns whether a tile is of a number that is high enough, by a threshold. */
    boolean isMet(String what) {
        return thresholds.stream().anyMatch(result -> result.what().equals(what) && result.isMet());
    }

    /** Returns whether a tile is of a number that is too low, by a threshold. */
    boolean isUnmet(String what) {
        return thresholds.stream().anyMatch(result -> result.what().equals(what) && !result.isMet());
    }

    /**
     * The style sheet and the script, which are inlined so that the page is one file.
     *
     * @param style CSS
     * @param script JavaScript
     */
    record Assets(String style, String script) {

        /** In the order in which they run. */
        private static final List<String> SCRIPTS = List.of(
                "dom.js",
                "data.js",
                "list.js",
                "svg.js",
                "layout.js",
                "findings.js",
                "answers.js",
                "grid.js",
                "access.js",
                "heatmap.js",
                "graph.js",
                "graphview.js",
                "paths.js",
                "policy.js",
                "narrowed.js",
                "more.js",
                "print.js",
                "tabs.js");

        static Assets read() {
            return new Assets(
                    read("style.css"), SCRIPTS.stream().map(Assets::read).collect(Collectors.joining()));
        }

        private static String read(String name) {
            try (InputStream resource = Assets.class.getResourceAsStream("page/" + name)) {
                if (resource == null) {
                    throw new IllegalStateException(name + " is missing in the jar of kubeuser");
                }
                return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        /**
         * Returns a content security policy that permits only these two and loads nothing. So a name stays text,
         * whatever it contains.
         */
        String policy() {
            return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + hash(style) + "; script-src "
                    + hash(script);
        }

        private static String hash(String text) {
            return "'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(text)) + "'";
        }
    }
}
