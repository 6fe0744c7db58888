package dev.kubeuser.tool;

import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.rbac.PolicyDifference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two policies in lines: {@code +} is what the later one grants more, {@code -} what it grants less.
 * There are none if both grant the same.
 *
 * @param difference the difference
 */
record DifferenceText(PolicyDifference difference) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        difference.roles().forEach(role -> lines.addAll(role(role)));
        difference.bindings().forEach(binding -> lines.addAll(binding(binding)));
        return lines;
    }

    private static List<String> role(PolicyDifference.Role role) {
        List<String> lines = new ArrayList<>();
        lines.add(sign(role.before(), role.after()) + " " + role.id());
        rules("+", role.gained(), lines);
        rules("-", role.lost(), lines);
        return lines;
    }

    private static void rules(String sign, List<RbacRule> rules, List<String> lines) {
        rules.forEach(rule -> lines.add("    " + sign + " " + PolicyText.yaml(rule)
                + (rule.origin() == null ? "" : " (" + rule.origin() + ")")));
    }

    private static List<String> binding(PolicyDifference.Binding binding) {
        List<String> lines = new ArrayList<>();
        RbacBinding known =
                Objects.requireNonNull(binding.after() == null ? binding.before() : binding.after(), "one of the two");
        lines.add(sign(binding.before(), binding.after()) + " " + PolicyText.binding(known) + " of " + known.roleRef());
        binding.gained().forEach(subject -> lines.add("    + " + subject));
        binding.lost().forEach(subject -> lines.add("    - " + subject));
        return lines;
    }

    private static String sign(@Nullable Object before, @Nullable Object after) {
        if (before == null) {
            return "+";
        }
        return after == null ? "-" : "~";
    }
}
