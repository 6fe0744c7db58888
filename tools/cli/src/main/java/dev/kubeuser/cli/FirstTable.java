// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.table.internal.YamlText;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first table of access of a policy.
 *
 * @param drafts the access of today, by subject
 * @param secretReaders who reads Secrets; {@code null} if a table cannot name them
 * @param powerless who cannot become cluster-admin
 */
record FirstTable(
        List<SubjectDraft> drafts, @Nullable Collection<Subject> secretReaders, Collection<Subject> powerless) {

    static final String READ_SECRETS = "{verb: [get, list, watch], resource: secrets, namespaces: every}";

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
                    .append(Printable.text(draft.subject().toString()))
                    .append(draft.canBecomeAdmin() ? ", who can become cluster-admin: kubeuser lint says how\n" : "\n");
            draft.cases().forEach(each -> text.append(text(each)));
        }
        return text.toString();
    }

    private String rules() {
        return (secretReaders == null
                        ? ""
                        : rule(
                                secretReaders.isEmpty() ? "nobody reads Secrets" : "nobody else reads Secrets",
                                given(secretReaders),
                                READ_SECRETS))
                + (powerless.isEmpty()
                        ? ""
                        : rule(
                                "nobody of these can gain all",
                                YamlText.list(names(powerless)),
                                "{become: cluster-admin}"));
    }

    private static String given(Collection<Subject> but) {
        return but.isEmpty() ? "everybody" : "{everybody but: " + YamlText.list(names(but)) + "}";
    }

    private static String rule(String name, String given, String when) {
        return "\n- name: " + name + "\n  given: " + given + "\n  when: " + when + "\n  then: deny\n";
    }

    private static List<String> names(Collection<Subject> subjects) {
        return subjects.stream().map(YamlText::name).toList();
    }

    private static String text(DraftCase each) {
        return "- "
                + (each.risk() == null ? "" : "name: " + YamlText.scalar(name(each, each.risk())) + "\n  ")
                + "given: " + YamlText.scalar(YamlText.name(each.subject()))
                + "\n  when: " + YamlText.when(each.verbs(), each.resource(), each.names(), each.namespace())
                + "\n  then: " + then(each) + "\n";
    }

    /** A subject may have one risk in several resources and namespaces. */
    private static String name(DraftCase each, Risk risk) {
        boolean isInOne = !each.namespace().isEmpty() && !each.namespace().equals(DraftCase.EVERYWHERE);
        return risk.id() + " on " + each.resource() + (isInOne ? " in " + each.namespace() : "") + ", " + risk.why();
    }

    private static String then(DraftCase each) {
        if (each.isAllowed() && each.by() != null) {
            return YamlText.scalar("allow by " + each.by());
        }
        return each.isAllowed() ? "allow" : "deny";
    }

    /**
     * What one subject may do today, and some of what it may not.
     *
     * @param subject the subject
     * @param canBecomeAdmin whether there is a path to cluster-admin
     * @param cases at least one, the riskiest first
     */
    record SubjectDraft(Subject subject, boolean canBecomeAdmin, List<DraftCase> cases) {

        /** The riskiest first. */
        int rank() {
            return canBecomeAdmin
                    ? -1
                    : cases.stream().mapToInt(DraftCase::rank).min().orElse(Integer.MAX_VALUE);
        }

        int size() {
            return cases.stream().mapToInt(DraftCase::size).sum();
        }
    }
}
