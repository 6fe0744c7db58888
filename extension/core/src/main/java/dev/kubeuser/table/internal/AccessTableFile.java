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

    static final String WHEN = "when";
    static final String ALLOW = "allow";
    static final String DENY = "deny";

    /**
     * Reads all lines.
     *
     * @throws ConfigurationException if a case is malformed
     */
    public List<Line> read() {
        return text.lines("given, when and then", placeholders, AccessTableFile::lines);
    }

    private static Stream<? extends Line> lines(YamlPart whole) {
        whole.requireKeys(Set.of(YamlPart.GIVEN, WHEN, YamlPart.THEN), Set.of(YamlPart.NAME));
        YamlPart then = whole.part(YamlPart.THEN);
        if (!then.isText()) {
            throw then.malformed("write allow or deny: YAML takes words such as yes for something else");
        }
        YamlPart when = whole.part(WHEN);
        if (EscalationCase.isAsked(when)) {
            return new EscalationCase(whole).lines();
        }
        if (WriteCase.isAsked(when)) {
            return new WriteCase(whole).lines();
        }
        return StatementCase.isAbout(whole.part(YamlPart.GIVEN))
                ? Stream.of(new StatementCase(whole).line())
                : new RequestCase(whole).lines();
    }
}
