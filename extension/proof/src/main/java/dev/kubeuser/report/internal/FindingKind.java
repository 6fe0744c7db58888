// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.analysis.internal.MutationAnalysis.MutantResult;
import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.lint.internal.Finding;
import dev.kubeuser.lint.internal.PolicyFindings.PolicyFinding;
import java.util.Locale;

/** The kinds of findings, the worst first: what each is called in the files of a report, and what to do about it. */
enum FindingKind {
    FAILED_TEST(
            "error",
            "failed test",
            "failed tests",
            "bad",
            "Read its message: correct the policy, or the assertion if it is wrong."),
    ESCALATION_PATH(
            "error",
            "escalation path",
            "escalation paths",
            "bad",
            "Remove the rule that it begins with, or list the path in the file of kubeuser.require.accepted-risks."),
    DENIAL(
            "error",
            "request denied",
            "requests denied",
            "bad",
            "Add the rule that is named, or have the subject not send the request."),
    RISKY_PERMISSION(
            "warning",
            "risky permission",
            "risky permissions",
            "warn",
            "Kubernetes warns about it. Remove it, or list it in the file of kubeuser.require.accepted-risks."),
    POLICY_FINDING(
            "warning",
            "policy finding",
            "policy findings",
            "bad",
            "Kubernetes accepts it, but it has no effect in this cluster and is not counted. Correct or remove it."),
    SURVIVING_MUTANT(
            "warning",
            "surviving mutant",
            "surviving mutants",
            "bad",
            "No assertion fails on it. Add the suggested assertion, or one like it."),
    NOT_COVERED(
            "warning",
            "permission not covered",
            "permissions not covered",
            "bad",
            "Remove the permission, or add a test that covers it."),
    UNUSED_BINDING(
            "warning",
            "binding or subject never used",
            "bindings or subjects never used",
            "bad",
            "Remove it, or add a test in which it allows something."),
    REDUNDANT_PERMISSION(
            "note",
            "redundant permission",
            "redundant permissions",
            "warn",
            "Other rules allow the same. Remove it if those rules are to stay."),
    NOT_GRANTED(
            "note",
            "role that no binding grants",
            "roles that no binding grants",
            "warn",
            "It gives nobody anything, and is not counted. Bind it to a subject, or remove it."),
    NEVER_ASKED(
            "note",
            "verb never asked for",
            "verbs never asked for",
            "warn",
            "The API server never asks for it, and it is not counted. Remove it."),
    KILLED_MUTANT("none", "killed mutant", "killed mutants", "good", "An assertion would fail on it."),
    EQUIVALENT_MUTANT(
            "none", "equivalent mutant", "equivalent mutants", "none", "It changes no decision, and is not counted."),
    UNDECIDED_MUTANT(
            "none",
            "undecided mutant",
            "undecided mutants",
            "none",
            "kubeuser.proof-limit was reached before it was judged. It is not counted.");

    private final String level;
    private final String one;
    private final String several;
    private final String style;
    private final String help;

    FindingKind(String level, String one, String several, String style, String help) {
        this.level = level;
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

    /** Whether there is something to do about it. */
    boolean isOpen() {
        return compareTo(KILLED_MUTANT) < 0;
    }

    /** Whether it is found in the policy, at a rule or binding. */
    boolean isOfPolicy() {
        return this != DENIAL && this != FAILED_TEST;
    }

    /** Whether its text is a permission. */
    boolean isOfPermission() {
        return this == NOT_COVERED || this == REDUNDANT_PERMISSION;
    }

    Finding.Category category() {
        String severity = switch (this) {
            case ESCALATION_PATH -> "9.5";
            case RISKY_PERMISSION -> "7.0";
            default -> null;
        };
        String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Finding.Category(id, level, severity, title(), help);
    }

    String title() {
        return Character.toUpperCase(one.charAt(0)) + one.substring(1);
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
