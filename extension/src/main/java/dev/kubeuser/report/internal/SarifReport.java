package dev.kubeuser.report.internal;

import com.google.gson.annotations.SerializedName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The shortcomings in the Static Analysis Results Interchange Format, which code hosts use to annotate the lines of the
 * policy.
 *
 * @param schema the schema of the format
 * @param version the version of the format
 * @param runs one run
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 */
record SarifReport(@SerializedName("$schema") String schema, String version, List<Run> runs) {

    record Run(Tool tool, String columnKind, List<Result> results) {}

    record Tool(Driver driver) {}

    record Driver(String name, List<Rule> rules) {}

    record Rule(String id, Text shortDescription, Text help, Map<String, String> defaultConfiguration) {}

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

    private static final List<Shortcoming.Kind> KINDS = List.of(Shortcoming.Kind.values());

    static SarifReport of(List<Shortcoming> shortcomings, SourceRoot root) {
        List<Rule> rules = KINDS.stream().map(SarifReport::rule).toList();
        List<Result> results =
                shortcomings.stream().map(found -> result(found, root)).toList();
        return new SarifReport(
                "https://json.schemastore.org/sarif-2.1.0.json",
                "2.1.0",
                List.of(new Run(new Tool(new Driver("kubeuser", rules)), "utf16CodeUnits", results)));
    }

    private static Rule rule(Shortcoming.Kind kind) {
        return new Rule(kind.id(), new Text(kind.title()), new Text(kind.help()), Map.of("level", kind.level()));
    }

    private static Result result(Shortcoming found, SourceRoot root) {
        String message = found.kind().title() + ": " + found.subject() + " in " + found.object()
                + (found.suggestion() == null ? "" : ". This assertion would kill it: " + found.suggestion());
        return new Result(
                found.kind().id(),
                KINDS.indexOf(found.kind()),
                found.kind().level(),
                new Text(message),
                List.of(new Location(new PhysicalLocation(
                        root.locate(found.origin().file()),
                        new Region(found.origin().line())))),
                Map.of("kubeuser/v1", fingerprint(found)));
    }

    /**
     * Returns a fingerprint without the line number, so that the finding stays the same when lines are added above it.
     */
    private static String fingerprint(Shortcoming found) {
        String identity = String.join("\n", found.kind().id(), found.origin().file(), found.object(), found.subject());
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }

    String text() {
        return PrettyJson.of(this);
    }
}
