package dev.kubeuser.table.internal;

import dev.kubeuser.error.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The file of an {@code @AccessTable}: a list of cases in YAML. Each says to whom, what and with which result.
 *
 * @param text the text of the file
 * @param placeholders the placeholders for names of namespaces
 */
public record AccessTableFile(TableText text, Map<String, String> placeholders) {

    static final String GIVEN = "given";
    static final String WHEN = "when";
    static final String THEN = "then";
    static final String ALLOW = "allow";
    static final String DENY = "deny";

    /**
     * Reads all lines.
     *
     * @throws ConfigurationException if a case is malformed
     */
    public List<AccessLine> read() {
        return text.lines("given, when and then", this::lines);
    }

    private Stream<? extends AccessLine> lines(YamlPart whole) {
        whole.requireKeys(Set.of(GIVEN, WHEN, THEN), Set.of(YamlPart.NAME));
        if (!whole.part(THEN).isText()) {
            throw whole.part(THEN).malformed("write allow or deny: YAML takes words such as yes for something else");
        }
        String title = whole.title();
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
