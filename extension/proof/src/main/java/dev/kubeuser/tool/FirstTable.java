package dev.kubeuser.tool;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kubeuser.rbac.Subject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The first table of access of a policy.
 *
 * @param drafts who may do what today, by subject
 * @param secretReaders who reads Secrets; {@code null} if a table cannot name them
 * @param powerless who cannot become cluster-admin
 */
record FirstTable(
        List<SubjectDraft> drafts, @Nullable Collection<Subject> secretReaders, Collection<Subject> powerless) {

    static final String READ_SECRETS = "{verb: [get, list, watch], resource: secrets, namespaces: every}";

    /** What YAML takes for the same text, wherever it stands. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*");

    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");
    private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

    String text(List<String> notes) {
        StringBuilder text = new StringBuilder();
        text.append("""
                # Who may do what today, the riskiest first, as kubeuser init found it. Review each case: keep what
                # should be so, and change what should not, then the policy.
                """);
        notes.forEach(note -> text.append("# ").append(note).append('\n'));
        text.append(rules());
        for (SubjectDraft draft : drafts) {
            text.append("\n# ")
                    .append(TerminalText.line(draft.subject().toString()))
                    .append(draft.canBecomeAdmin() ? ", who can become cluster-admin: kubeuser lint says how\n" : "\n");
            draft.cases().forEach(each -> text.append(text(each)));
        }
        return text.toString();
    }

    private String rules() {
        return (secretReaders == null ? "" : rule("nobody else reads Secrets", given(secretReaders), READ_SECRETS))
                + (powerless.isEmpty()
                        ? ""
                        : rule("nobody of these can gain all", list(names(powerless)), "{become: cluster-admin}"));
    }

    private static String given(Collection<Subject> but) {
        return but.isEmpty() ? "everybody" : "{everybody but: " + list(names(but)) + "}";
    }

    private static String rule(String name, String given, String when) {
        return "\n- name: " + name + "\n  given: " + given + "\n  when: " + when + "\n  then: deny\n";
    }

    private static List<String> names(Collection<Subject> subjects) {
        return subjects.stream().map(DraftCase::name).toList();
    }

    private static String text(DraftCase each) {
        return "- "
                + (each.risk() == null
                        ? ""
                        : "name: "
                                + scalar(each.risk().id() + ", " + each.risk().why()) + "\n  ")
                + "given: " + scalar(DraftCase.name(each.subject()))
                + "\n  when: {verb: " + list(each.verbs())
                + (each.isPath() ? ", path: " : ", resource: ") + scalar(each.resource())
                + (each.names().isEmpty() ? "" : ", name: " + list(each.names()))
                + (each.namespace().isEmpty() ? "" : ", namespace: " + scalar(each.namespace()))
                + "}\n  then: " + then(each) + "\n";
    }

    private static String then(DraftCase each) {
        if (each.isAllowed() && each.by() != null) {
            return scalar("allow by " + each.by());
        }
        return each.isAllowed() ? "allow" : "deny";
    }

    private static String list(List<String> texts) {
        return texts.size() == 1
                ? scalar(texts.get(0))
                : texts.stream().map(FirstTable::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    /** JSON is YAML. A placeholder would be filled in. */
    private static String scalar(String text) {
        String literal = text.replace("${", "$${");
        boolean isPlain = literal.lines().count() == 1
                && Pattern.compile(" ")
                        .splitAsStream(literal)
                        .allMatch(word -> PLAIN.matcher(word).matches())
                && !WORDS.contains(literal.toLowerCase(Locale.ROOT));
        return isPlain ? literal : visible(JSON.toJson(literal));
    }

    /** Who reviews it sees each character. */
    private static String visible(String json) {
        return json.chars()
                .mapToObj(character -> character <= '~' || Character.isLetterOrDigit(character)
                        ? String.valueOf((char) character)
                        : String.format(Locale.ROOT, "\\u%04x", character))
                .collect(Collectors.joining());
    }
}
