package dev.kubeuser.coverage.internal.recording;

import dev.kubeuser.rbac.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What would have allowed a refused request.
 *
 * @param nearest the lines that name the nearest rule of the subject; empty if no rule is near
 * @param advice where the rule belongs, in one sentence; empty if no rule would help
 * @param role the file and line of the role that the advice names, if there is one
 * @param rule the rule as YAML, to be pasted below {@code rules:}; empty if a binding is missing, not a rule
 */
public record Remedy(
        List<String> nearest, String advice, @Nullable Origin role, List<String> rule) {

    /** No rule would help. */
    static final Remedy NONE = new Remedy(List.of(), "", null, List.of());

    /** Copies the lists. */
    public Remedy {
        nearest = List.copyOf(nearest);
        rule = List.copyOf(rule);
    }

    /** Returns the same with placeholders for the names of namespaces. */
    Remedy written(OwnNamespaces own) {
        return new Remedy(nearest.stream().map(own::written).toList(), own.written(advice), role, rule);
    }

    /** {@return the rule as YAML in one line, for example <code>- {apiGroups: [""], resources: ["pods"], verbs: ["get"]}</code>} */
    public String ruleInOneLine() {
        return rule.isEmpty()
                ? ""
                : "- {" + rule.stream().map(line -> line.substring(2)).collect(Collectors.joining(", ")) + "}";
    }

    /** {@return the lines of a message} */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!nearest.isEmpty()) {
            lines.add("nearest rule: " + nearest.get(0));
            nearest.stream().skip(1).forEach(lines::add);
        }
        if (!advice.isEmpty()) {
            lines.add(advice);
        }
        rule.forEach(line -> lines.add("  " + line));
        return lines;
    }
}
