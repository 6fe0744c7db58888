package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.internal.analysis.PolicyFinding;

/** The kinds of what {@code report.html} and {@code report.md} list for each rule and binding, the worst first. */
enum FindingKind {
    POLICY_FINDING(
            "policy finding",
            "policy findings",
            "bad",
            "Kubernetes accepts it, but it has no effect in this cluster and does not count."),
    SURVIVING_MUTANT(
            "surviving mutant", "surviving mutants", "bad", "No assertion fails on it. The assertion below it would."),
    NOT_COVERED(
            "permission not covered",
            "permissions not covered",
            "bad",
            "Remove the permission, or add a test that covers it."),
    UNUSED_BINDING(
            "binding or subject never used",
            "bindings or subjects never used",
            "bad",
            "Remove it, or add a test in which it allows something."),
    RISK("risky permission", "risky permissions", "warn", "Kubernetes warns about it."),
    REDUNDANT(
            "redundant permission",
            "redundant permissions",
            "warn",
            "Other rules allow the same. Remove it if those rules are to stay."),
    NOT_GRANTED(
            "role that no binding grants",
            "roles that no binding grants",
            "warn",
            "It gives nobody anything, and does not count. Bind it to a subject, or remove it."),
    NEVER_ASKED(
            "verb never asked for",
            "verbs never asked for",
            "warn",
            "The API server never asks for it, and it does not count. Remove it."),
    KILLED_MUTANT("killed mutant", "killed mutants", "good", "An assertion would fail on it."),
    EQUIVALENT_MUTANT("equivalent mutant", "equivalent mutants", "none", "It changes no decision, and does not count."),
    UNDECIDED_MUTANT(
            "undecided mutant",
            "undecided mutants",
            "none",
            "kubeuser.proof-limit was reached before it was judged. It does not count.");

    private final String one;
    private final String several;
    private final String style;
    private final String help;

    FindingKind(String one, String several, String style, String help) {
        this.one = one;
        this.several = several;
        this.style = style;
        this.help = help;
    }

    static FindingKind of(MutantResult.Status status) {
        return switch (status) {
            case SURVIVED -> SURVIVING_MUTANT;
            case KILLED -> KILLED_MUTANT;
            case EQUIVALENT -> EQUIVALENT_MUTANT;
            case UNDECIDED -> UNDECIDED_MUTANT;
        };
    }

    static FindingKind of(PolicyFinding.Kind kind) {
        return switch (kind) {
            case UNKNOWN -> POLICY_FINDING;
            case NOT_GRANTED -> NOT_GRANTED;
            case NEVER_ASKED -> NEVER_ASKED;
        };
    }

    static FindingKind of(Shortcoming.Kind kind) {
        return switch (kind) {
            case SURVIVING_MUTANT -> SURVIVING_MUTANT;
            case NOT_COVERED -> NOT_COVERED;
            case UNUSED_BINDING -> UNUSED_BINDING;
            case POLICY_FINDING -> POLICY_FINDING;
            case NOT_GRANTED -> NOT_GRANTED;
            case NEVER_ASKED -> NEVER_ASKED;
            case DENIAL -> throw new IllegalArgumentException("a denial is not a finding on the policy");
            case REDUNDANT -> REDUNDANT;
        };
    }

    /** Whether there is something to do about it. */
    boolean isOpen() {
        return compareTo(KILLED_MUTANT) < 0;
    }

    /** Whether its text is a permission. */
    boolean isOfPermission() {
        return this == NOT_COVERED || this == REDUNDANT;
    }

    String style() {
        return style;
    }

    String help() {
        return help;
    }

    /** Returns a number of them, for example {@code 2 risky permissions}. */
    Counted counted(long number) {
        return Counted.of(number, one, several);
    }
}
