package dev.kubeuser.report.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.annotations.SerializedName;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.coverage.internal.Suggestion;
import dev.kubeuser.rbac.Origin;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is to do, in the Static Analysis Results Interchange Format, which code hosts use to annotate the lines of the
 * policy. Worst first, and no more than GitHub takes: it stores 5,000 results of a run, and refuses files of more than
 * 10 MB when compressed, which so many results of at most 1,000 characters do not have.
 *
 * @param schema the schema of the format
 * @param version the version of the format
 * @param runs one run
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 * @see <a href="https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning">SARIF
 *     support for code scanning</a>
 */
record SarifReport(@SerializedName("$schema") String schema, String version, List<Run> runs) {

    record Run(Tool tool, List<Invocation> invocations, String columnKind, List<Result> results) {}

    /** The run of kubeuser itself; notifications say whether tests failed, and what the results leave out. */
    record Invocation(boolean executionSuccessful, String endTimeUtc, List<Notification> toolExecutionNotifications) {}

    record Notification(String level, Text message) {}

    record Tool(Driver driver) {}

    record Driver(String name, @Nullable String version, List<Rule> rules) {}

    record Rule(
            String id,
            Text shortDescription,
            Text help,
            Map<String, String> defaultConfiguration,
            @Nullable Properties properties) {}

    /** By which GitHub ranks a finding among those of security. */
    record Properties(
            List<String> tags,
            @SerializedName("security-severity") String severity) {

        static Properties ofSecurity(String severity) {
            return new Properties(List.of("security"), severity);
        }
    }

    record Text(String text) {}

    record Result(
            String ruleId,
            int ruleIndex,
            String level,
            Text message,
            List<Location> locations,
            Map<String, String> partialFingerprints) {}

    record Location(PhysicalLocation physicalLocation) {}

    record PhysicalLocation(SourceRoot.ArtifactLocation artifactLocation, Region region) {}

    record Region(int startLine) {}

    private static final List<FindingKind> KINDS =
            Stream.of(FindingKind.values()).filter(FindingKind::isOpen).toList();
    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();
    static final int MOST_RESULTS = 5_000;

    /** Those that a backslash makes literal in a message that could have a link. */
    private static final Pattern MARKS_OF_LINKS = Pattern.compile("[\\\\\\[\\]]");

    private static final int LONGEST_MESSAGE = 1_000;

    static SarifReport of(List<Finding> findings, SourceRoot root, BuildFacts build, Optional<String> failed) {
        List<Rule> rules = KINDS.stream().map(SarifReport::rule).toList();
        List<Result> results = findings.stream()
                .limit(MOST_RESULTS)
                .map(found -> result(found, root))
                .toList();
        List<Notification> notes = Stream.concat(
                        failed.map(tests -> new Notification("error", new Text(tests))).stream(),
                        leftOut(findings).stream())
                .toList();
        return of(new Driver("kubeuser", build.library(), rules), build.date(), notes, results);
    }

    /** The only way in which kubeuser writes it. */
    static SarifReport of(Driver driver, String date, List<Notification> notes, List<Result> results) {
        return new SarifReport(
                "https://json.schemastore.org/sarif-2.1.0.json",
                "2.1.0",
                List.of(new Run(
                        new Tool(driver), List.of(new Invocation(true, date, notes)), "utf16CodeUnits", results)));
    }

    private static List<Notification> leftOut(List<Finding> findings) {
        if (findings.size() <= MOST_RESULTS) {
            return List.of();
        }
        Map<String, Long> kinds = findings.stream()
                .skip(MOST_RESULTS)
                .collect(Collectors.groupingBy(found -> found.kind().id(), LinkedHashMap::new, Collectors.counting()));
        return List.of(new Notification(
                "warning",
                new Text("These are the worst " + MOST_RESULTS + " of " + findings.size()
                        + " results, because GitHub stores at most 5,000 per run. Left out, and in report.html and"
                        + " report.json: "
                        + kinds.entrySet().stream()
                                .map(kind -> kind.getValue() + " " + kind.getKey())
                                .collect(Collectors.joining(", ")))));
    }

    private static Rule rule(FindingKind kind) {
        return new Rule(
                kind.id(),
                new Text(kind.title()),
                new Text(kind.help()),
                Map.of("level", kind.level()),
                kind.severity().map(Properties::ofSecurity).orElse(null));
    }

    private static Result result(Finding found, SourceRoot root) {
        String message = found.kind().title() + ": " + found.text() + " in " + found.object()
                + (found.origin().rendering() == null ? "" : ", " + found.origin())
                + (found.suggestion() == null ? "" : ". " + advice(found.kind(), found.suggestion()));
        return new Result(
                found.kind().id(),
                KINDS.indexOf(found.kind()),
                found.kind().level(),
                message(message),
                List.of(location(found.origin(), root)),
                Map.of("kubeuser/v1", fingerprint(found)));
    }

    static Text message(String text) {
        return new Text(literal(shortened(Printable.text(text))));
    }

    static Location location(Origin origin, SourceRoot root) {
        return new Location(new PhysicalLocation(root.locate(origin.file()), region(origin)));
    }

    private static String advice(FindingKind kind, Suggestion suggestion) {
        return "This assertion would " + (kind == FindingKind.SURVIVING_MUTANT ? "kill" : "cover") + " it: "
                + suggestion.source()
                + (suggestion.parameters().isEmpty()
                        ? ""
                        : " in a test with " + String.join(", ", suggestion.parameters()));
    }

    /** The template of a rendered line has other lines, so its first stands for all. */
    private static Region region(Origin origin) {
        return new Region(origin.rendering() == null ? origin.line() : 1);
    }

    private static String shortened(String message) {
        if (message.length() <= LONGEST_MESSAGE) {
            return message;
        }
        int end = LONGEST_MESSAGE - 1;
        return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** Names may contain {@code [text](target)}, which viewers would show as a link. */
    private static String literal(String message) {
        return message.contains("](") ? MARKS_OF_LINKS.matcher(message).replaceAll("\\\\$0") : message;
    }

    /**
     * Returns a fingerprint without the line number, so that the finding stays the same when lines are added above it.
     */
    private static String fingerprint(Finding found) {
        String identity = String.join("\n", found.kind().id(), found.origin().document(), found.object(), found.text());
        return fingerprint(identity);
    }

    static String fingerprint(String identity) {
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Returns JSON with each result on a line of its own: indented, it would be half as long again. */
    String text() {
        return COMPACT.toJson(this).replace("{\"ruleId\":", "\n{\"ruleId\":") + "\n";
    }
}
