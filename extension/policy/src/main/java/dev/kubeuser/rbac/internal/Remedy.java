// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.internal;

import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What would have allowed a refused request.
 *
 * @param nearest the lines that name the nearest rule of the subject; empty if no rule is near
 * @param advice what to change where, in one sentence; empty if no rule would help
 * @param role the file and line of the role that the advice names, if there is one
 * @param edit the change of a rule that the advice names, if that gives nothing else away
 * @param rules what is missing as rules in YAML, each as its lines, to be pasted below {@code rules:}; empty if a
 *     binding is missing, not a rule
 */
public record Remedy(
        List<String> nearest,
        String advice,
        @Nullable Origin role,
        @Nullable Edit edit,
        List<List<String>> rules) {

    /** Before each line of a rule, in a list. */
    private static final int INDENT = 2;

    /** No rule would help. */
    public static final Remedy NONE = withoutRule("");

    /** Copies the lists. */
    public Remedy {
        nearest = List.copyOf(nearest);
        rules = rules.stream().map(List::copyOf).toList();
    }

    /**
     * {@return only advice, because no rule would help}
     *
     * @param advice what to change instead, or why; empty if that is unknown
     */
    public static Remedy withoutRule(String advice) {
        return new Remedy(List.of(), advice, null, null, List.of());
    }

    /**
     * {@return the same with other names of namespaces}
     *
     * @param names renames them in a text
     */
    public Remedy written(UnaryOperator<String> names) {
        return new Remedy(nearest.stream().map(names).toList(), names.apply(advice), role, edit, rules);
    }

    /** {@return the rules as YAML} */
    public List<String> yaml() {
        return rules.stream().flatMap(List::stream).toList();
    }

    /** {@return the place to change: of the rule or else of the role; null if there is none} */
    public @Nullable Origin place() {
        return edit == null ? role : edit.rule();
    }

    /**
     * {@return the change in one line, for example {@code verbs: [get] -> [get, list]} or <code>- {apiGroups: [""],
     * resources: ["pods"], verbs: ["get"]}</code>; empty if a binding is missing}
     */
    public String changeInOneLine() {
        return edit == null
                ? rules.stream()
                        .map(rule -> rule.stream()
                                .map(line -> line.substring(Math.min(INDENT, line.length())))
                                .collect(Collectors.joining(", ", "- {", "}")))
                        .collect(Collectors.joining(" "))
                : edit.inOneLine();
    }

    /** {@return the lines that name the nearest rule, and those of the change} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!nearest.isEmpty()) {
            lines.add("nearest rule: " + nearest.get(0));
            nearest.stream().skip(1).forEach(lines::add);
        }
        lines.addAll(changeLines());
        return lines;
    }

    /** {@return the lines of the change: the advice, and below it the lists of a rule, or rules} */
    public List<String> changeLines() {
        List<String> lines = new ArrayList<>();
        if (!advice.isEmpty()) {
            lines.add(advice);
        }
        (edit == null ? yaml() : edit.lines()).forEach(line -> lines.add("  " + line));
        return lines;
    }

    /**
     * A change of one list of a rule, which allows exactly what was missing.
     *
     * @param rule the file and line of the rule
     * @param key the list: {@code verbs} or {@code resourceNames}
     * @param before the list as it is
     * @param after the list as it should be
     */
    public record Edit(Origin rule, String key, List<String> before, List<String> after) {

        /** Copies the lists. */
        public Edit {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        static Edit added(Origin rule, String key, List<String> before, List<String> values) {
            return new Edit(
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
}
