package dev.kubeuser.assertion;

import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectiveDifference.Change;
import dev.kubeuser.statement.internal.Counterexample;
import dev.kubeuser.statement.internal.Counterexample.Fact;
import dev.kubeuser.statement.internal.Holders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what contradicts a statement about all requests. */
final class StatementFailure {

    /** So many are still read. */
    private static final int MOST_NAMED = 10;

    private StatementFailure() {}

    static Failure shouldHold(String who, String what, List<Counterexample> found, boolean isConfirmed) {
        return Failure.of(who, what, facts("but ", found.get(0)), others(found), confirmed(isConfirmed));
    }

    private static List<String> confirmed(boolean isConfirmed) {
        return isConfirmed ? List.of("The API server answers the same.") : List.of();
    }

    static Failure shouldNeverGrant(
            Holders holders, String where, Map<String, List<Counterexample>> found, boolean isConfirmed) {
        return Failure.of(
                "Expecting " + holders,
                "to be allowed what is sensitive" + where,
                found.entrySet().stream()
                        .map(one -> {
                            List<String> lines = new ArrayList<>();
                            lines.add("but somebody " + one.getKey() + ":");
                            lines.addAll(indented(facts("", one.getValue().get(0))));
                            lines.addAll(indented(others(one.getValue())));
                            return lines;
                        })
                        .toList(),
                confirmed(isConfirmed));
    }

    static Failure shouldGrantNothingBeyond(List<Change> gains, boolean isConfirmed) {
        return Failure.of(
                "Expecting the policy",
                "to grant nothing beyond the reference",
                "but",
                changes(gains),
                confirmed(isConfirmed));
    }

    static Failure shouldBeEquivalent(EffectiveDifference difference, boolean isConfirmed) {
        return Failure.of(
                "Expecting the policy",
                "to allow the same as the other one",
                "but",
                changes(difference.changes()),
                confirmed(isConfirmed));
    }

    private static List<String> facts(String begin, Counterexample found) {
        List<String> lines = new ArrayList<>();
        found.facts().forEach(fact -> lines.addAll(fact(lines.isEmpty() ? begin : "and ", fact)));
        return lines;
    }

    private static List<String> fact(String begin, Fact fact) {
        List<String> lines = new ArrayList<>();
        lines.add(begin + fact.who() + (fact.isAllowed() ? " is allowed " : " is not allowed ") + fact.request());
        fact.grants().stream().limit(1).forEach(grant -> lines.addAll(indented(PolicyText.grant(grant))));
        return lines;
    }

    private static List<String> others(List<Counterexample> found) {
        if (found.size() == 1) {
            return List.of();
        }
        String names = found.stream()
                .skip(1)
                .limit(MOST_NAMED)
                .map(Counterexample::who)
                .collect(Collectors.joining(", "));
        int left = found.size() - 1 - MOST_NAMED;
        return List.of("The same holds for " + names + (left > 0 ? " and " + Counted.of(left, "more subject") : ""));
    }

    private static List<String> changes(List<Change> changes) {
        List<String> lines = new ArrayList<>();
        for (Change change : changes.subList(0, Math.min(changes.size(), MOST_NAMED))) {
            lines.add("  " + change);
            change.grant().ifPresent(grant -> lines.addAll(indented(indented(PolicyText.grant(grant)))));
        }
        if (changes.size() > MOST_NAMED) {
            lines.add("  and " + Counted.of(changes.size() - MOST_NAMED, "more change"));
        }
        return lines;
    }

    private static List<String> indented(List<String> lines) {
        return lines.stream().map(line -> "  " + line).toList();
    }
}
