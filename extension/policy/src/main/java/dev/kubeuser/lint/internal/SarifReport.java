// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.annotations.SerializedName;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.rbac.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Findings in the Static Analysis Results Interchange Format, which code hosts use to annotate lines. Worst first, and
 * no more than GitHub takes: it stores 5,000 results of a run, and refuses files of more than 10 MB when compressed,
 * which so many results of at most 1,000 characters do not have.
 *
 * @param schema the schema of the format
 * @param version the version of the format
 * @param runs one run
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 * @see <a
 *     href="https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning">SARIF
 *     support for code scanning</a>
 */
public record SarifReport(@SerializedName("$schema") String schema, String version, List<Run> runs) {

    private record Run(Tool tool, List<Invocation> invocations, String columnKind, List<Result> results) {}

    /** The run of kubeuser itself; notifications report whether tests failed, and what the results leave out. */
    private record Invocation(
            boolean executionSuccessful, String endTimeUtc, List<Notification> toolExecutionNotifications) {}

    private record Notification(String level, Text message) {}

    private record Tool(Driver driver) {}

    private record Driver(String name, @Nullable String version, List<Rule> rules) {}

    private record Rule(
            String id,
            Text shortDescription,
            Text help,
            Map<String, String> defaultConfiguration,
            @Nullable Properties properties) {

        static Rule of(Finding.Category category) {
            String severity = category.severity();
            return new Rule(
                    category.id(),
                    new Text(category.title()),
                    new Text(category.help()),
                    Map.of("level", category.level()),
                    severity == null ? null : new Properties(List.of("security"), severity));
        }
    }

    /** Of a rule, the properties by which GitHub ranks its findings; of a finding, its tags. */
    private record Properties(
            List<String> tags,
            @SerializedName("security-severity") @Nullable String severity) {}

    private record Text(String text) {}

    private record Result(
            String ruleId,
            int ruleIndex,
            String level,
            Text message,
            List<Location> locations,
            Map<String, String> partialFingerprints,
            @Nullable Properties properties) {

        static Result of(Finding found, int ruleIndex, Origin origin, ArtifactLocation file) {
            Finding.Category category = found.category();
            return new Result(
                    category.id(),
                    ruleIndex,
                    category.level(),
                    new Text(literal(shortened(Printable.text(found.annotation())))),
                    List.of(Location.of(origin, file)),
                    Map.of("kubeuser/v1", fingerprint(category.id(), origin.document(), found.identity())),
                    found.tags().isEmpty() ? null : new Properties(found.tags(), null));
        }
    }

    private record Location(PhysicalLocation physicalLocation) {

        /** The template of a rendered line has other lines, so its first stands for all. */
        static Location of(Origin origin, ArtifactLocation file) {
            return new Location(new PhysicalLocation(file, new Region(origin.rendering() == null ? origin.line() : 1)));
        }
    }

    private record PhysicalLocation(ArtifactLocation artifactLocation, Region region) {}

    /** A file: its URI from the root, or an absolute one if it is outside, which has no base. */
    private record ArtifactLocation(String uri, @Nullable String uriBaseId) {

        static ArtifactLocation of(Path file, Path root) {
            return file.startsWith(root)
                    ? new ArtifactLocation(root.toUri().relativize(file.toUri()).getRawPath(), "%SRCROOT%")
                    : new ArtifactLocation(file.toUri().toString(), null);
        }
    }

    private record Region(int startLine) {}

    /** So many results of a run does GitHub store. */
    public static final int MAX_RESULTS = 5_000;

    private static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();

    /** The characters that a backslash makes literal in a message that could have a link. */
    private static final Pattern MARKS_OF_LINKS = Pattern.compile("[\\\\\\[\\]]");

    private static final int LONGEST_MESSAGE = 1_000;

    /**
     * Returns the file.
     *
     * @param tool what found it
     * @param categories all that it looks for
     * @param found what it found, the worst first
     * @param failed which tests failed, if any did
     * @param leftOut describes the findings that have no place or exceed the limit
     */
    public static String text(
            String tool,
            List<Finding.Category> categories,
            List<? extends Finding> found,
            Optional<String> failed,
            Function<List<Finding>, String> leftOut) {
        ModuleDirectory module = ModuleDirectory.current();
        Path root = module.root();
        List<Result> results = new ArrayList<>();
        List<Finding> left = new ArrayList<>();
        for (Finding each : found) {
            Origin origin = each.origin();
            if (origin == null || results.size() == MAX_RESULTS) {
                left.add(each);
            } else {
                ArtifactLocation file = ArtifactLocation.of(module.locate(origin.file()), root);
                results.add(Result.of(each, categories.indexOf(each.category()), origin, file));
            }
        }
        Stream<Notification> notes = Stream.concat(
                failed.map(tests -> new Notification("error", new Text(tests))).stream(),
                Stream.of(left)
                        .filter(some -> !some.isEmpty())
                        .map(some -> new Notification("warning", new Text(leftOut.apply(some)))));
        Driver driver = new Driver(
                tool,
                SarifReport.class.getPackage().getImplementationVersion(),
                categories.stream().map(Rule::of).toList());
        return new SarifReport(
                        "https://json.schemastore.org/sarif-2.1.0.json",
                        "2.1.0",
                        List.of(new Run(
                                new Tool(driver),
                                List.of(new Invocation(
                                        true,
                                        Instant.now()
                                                .truncatedTo(ChronoUnit.SECONDS)
                                                .toString(),
                                        notes.toList())),
                                "utf16CodeUnits",
                                results)))
                .text();
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

    /** Returns it without the line number, so that the finding stays the same when lines are added above it. */
    private static String fingerprint(String... identity) {
        return UUID.nameUUIDFromBytes(String.join("\n", identity).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Returns JSON with one result on each line: indented, it would be half as long again. */
    private String text() {
        return COMPACT.toJson(this).replace("{\"ruleId\":", "\n{\"ruleId\":") + "\n";
    }
}
