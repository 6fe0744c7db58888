// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The report as one self-contained page. Its templates write the summary and escape by context; its script draws the
 * rest from the data.
 *
 * @param report the report
 * @param tasks what to do first
 * @param thresholds the thresholds of the run, and whether it meets them
 * @param findings the findings about rules and bindings
 */
record HtmlReport(Report report, List<Task> tasks, List<Requirement> thresholds, List<ReportedFinding> findings) {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

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

    /** Returns JSON that may stand in a script element: without {@code <} nothing ends it. */
    String data() {
        JsonElement data = GSON.toJsonTree(PageData.of(report, findings));
        return GSON.toJson(PackedJson.of(data)).replace("<", "\\u003c");
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

    /**
     * Writes JSON in which equal texts, lists and objects stand once, for {@code unpacked} in {@code data.js}.
     *
     * <p>A list is written as an array that begins with -1, an object as an array of the list of its names and its
     * members. Values that occur more than once, and all numbers and booleans, are in an array of their own: a number
     * is an index there.
     */
    private static final class PackedJson {

        private static final int LIST = -1;

        /** The values by their numbers, and their numbers. */
        private final List<Value> values = new ArrayList<>();

        private final Map<Value, Integer> numbers = new HashMap<>();

        /** A primitive value, or the numbers of the parts of a list or an object. */
        private record Value(@Nullable JsonElement primitive, List<Integer> parts) {
            boolean isText() {
                return primitive != null && primitive.getAsJsonPrimitive().isString();
            }
        }

        private PackedJson() {}

        /** Returns the array of what is shared, and the whole, which must not have null. */
        static JsonArray of(JsonElement whole) {
            PackedJson packed = new PackedJson();
            return packed.written(packed.number(whole));
        }

        private int number(JsonElement element) {
            if (element.isJsonPrimitive()) {
                return number(new Value(element, List.of()));
            }
            List<Integer> parts = new ArrayList<>();
            if (element.isJsonObject()) {
                JsonObject object = element.getAsJsonObject();
                JsonArray names = new JsonArray();
                object.keySet().forEach(names::add);
                parts.add(number(names));
                object.entrySet().forEach(member -> parts.add(number(member.getValue())));
            } else {
                parts.add(LIST);
                element.getAsJsonArray().forEach(each -> parts.add(number(each)));
            }
            return number(new Value(null, parts));
        }

        private int number(Value value) {
            Integer known = numbers.putIfAbsent(value, values.size());
            if (known != null) {
                return known;
            }
            values.add(value);
            return values.size() - 1;
        }

        private JsonArray written(int whole) {
            int[] uses = new int[values.size()];
            for (Value value : values) {
                value.parts().stream().filter(part -> part != LIST).forEach(part -> uses[part]++);
            }
            // What is used most gets the shortest index.
            List<Integer> shared = IntStream.range(0, uses.length)
                    .filter(number -> uses[number] > 1
                            || (values.get(number).primitive() != null
                                    && !values.get(number).isText()))
                    .boxed()
                    .sorted(Comparator.comparing(number -> -uses[number]))
                    .toList();
            Map<Integer, Integer> indexes = new HashMap<>();
            shared.forEach(number -> indexes.put(number, indexes.size()));
            JsonArray contents = new JsonArray();
            shared.forEach(number -> contents.add(content(number, indexes)));
            JsonArray both = new JsonArray();
            both.add(contents);
            both.add(content(whole, indexes));
            return both;
        }

        private JsonElement content(int number, Map<Integer, Integer> indexes) {
            Value value = values.get(number);
            if (value.primitive() != null) {
                return value.primitive();
            }
            JsonArray array = new JsonArray();
            for (Integer part : value.parts()) {
                Integer index = part == LIST ? part : indexes.get(part);
                array.add(index == null ? content(part, indexes) : new JsonPrimitive(index));
            }
            return array;
        }
    }
}
