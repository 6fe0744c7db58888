package dev.kubeuser.table.internal;

import com.google.gson.JsonArray;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The file of an {@code @AccessTable}: a list of cases in YAML. Each says to whom, what and with which result.
 *
 * @param text the text of the file
 * @param placeholders the placeholders for names of namespaces
 */
public record AccessTableFile(TableText text, Map<String, String> placeholders) {

    static final String NAME = "name";
    static final String GIVEN = "given";
    static final String WHEN = "when";
    static final String THEN = "then";
    static final String ALLOW = "allow";
    static final String DENY = "deny";

    /** Aliases let a short table stand for a million lines. */
    private static final long MOST_LINES = 100_000;

    /**
     * Reads all lines.
     *
     * @throws ConfigurationException if a case is malformed
     */
    public List<AccessLine> read() {
        try {
            List<AccessLine> lines = ConfigurationDocument.parse(text.name(), text.text()).stream()
                    .flatMap(this::lines)
                    .limit(MOST_LINES + 1)
                    .toList();
            if (lines.size() > MOST_LINES) {
                throw new ConfigurationException(
                        "The table " + text.name() + " stands for more than " + MOST_LINES
                                + " lines: write fewer values, or several tables",
                        null);
            }
            if (lines.isEmpty()) {
                throw new ConfigurationException(
                        "The table " + text.name() + " has no cases, so nothing is tested", null);
            }
            return lines;
        } catch (ManifestException malformed) {
            throw new ConfigurationException(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private Stream<AccessLine> lines(ConfigurationDocument document) {
        if (!(document.json() instanceof JsonArray cases)) {
            throw document.malformed(
                    "",
                    "a table is a list of cases in YAML, each with given, when and then; this is "
                            + (document.json().isJsonObject() ? "a mapping" : "text"));
        }
        return IntStream.range(0, cases.size())
                .mapToObj(index -> new YamlPart(document, "[" + index + "]", cases.get(index)))
                .flatMap(this::lines);
    }

    private Stream<? extends AccessLine> lines(YamlPart whole) {
        whole.requireKeys(Set.of(GIVEN, WHEN, THEN), Set.of(NAME));
        if (!whole.part(THEN).isText()) {
            throw whole.part(THEN).malformed("write allow or deny: YAML takes words such as yes for something else");
        }
        String title = whole.has(NAME) ? whole.part(NAME).text() : "";
        if (EscalationCase.isOne(whole)) {
            return new EscalationCase(whole, title, placeholders).lines();
        }
        if (WriteCase.isOne(whole)) {
            return new WriteCase(whole, title, placeholders).lines();
        }
        return StatementCase.isOne(whole)
                ? Stream.of(new StatementCase(whole, title, placeholders).line())
                : RequestCase.of(whole).lines().map(line -> line.read(title, placeholders));
    }
}
