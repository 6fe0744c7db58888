package dev.kubeuser.coverage.internal;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which parts of the policy under test were needed while tests ran.
 *
 * @param rules its rules, in the order in which they are written
 * @param bindings its bindings
 */
public record Coverage(List<RuleCoverage> rules, List<BindingCoverage> bindings) {

    /** Copies the lists. */
    public Coverage {
        rules = List.copyOf(rules);
        bindings = List.copyOf(bindings);
    }

    /**
     * {@return the permissions of all rules, one by one, also those that do not count}
     */
    public Stream<PermissionCoverage> permissions() {
        return rules.stream().flatMap(rule -> rule.permissions().stream());
    }

    /**
     * {@return the share of covered permissions among those that count}
     */
    public Share covered() {
        return Share.of(rules.stream().flatMap(rule -> rule.counted().stream()).toList());
    }

    /**
     * {@return the share of used bindings}
     */
    public Share used() {
        return new Share(bindings.stream().filter(BindingCoverage::isUsed).count(), bindings.size());
    }
}
