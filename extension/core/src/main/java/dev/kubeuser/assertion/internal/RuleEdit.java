package dev.kubeuser.assertion.internal;

import dev.kubeuser.rbac.Origin;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of one list of a rule, which allows exactly what was missing.
 *
 * @param rule the file and line of the rule
 * @param key the list: {@code verbs} or {@code resourceNames}
 * @param before the list as it is
 * @param after the list as it should be
 */
public record RuleEdit(Origin rule, String key, List<String> before, List<String> after) {

    /** Copies the lists. */
    public RuleEdit {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    static RuleEdit added(Origin rule, String key, List<String> before, List<String> values) {
        return new RuleEdit(
                rule,
                key,
                before,
                Stream.concat(before.stream(), values.stream()).toList());
    }

    /** {@return the change as lines of a difference} */
    List<String> lines() {
        return List.of("- " + key + ": " + PolicyText.list(before), "+ " + key + ": " + PolicyText.list(after));
    }

    /** {@return for example {@code verbs: [get, list] -> [get, list, delete]}} */
    String inOneLine() {
        return key + ": " + PolicyText.list(before) + " -> " + PolicyText.list(after);
    }
}
