package dev.kubeuser.leastprivilege.internal;

import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.DecisionSource;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is needed of the policy, grouped by its subjects: access through a Group counts for the Group, not for the user.
 * Tests have users, the policy has subjects. Access that no rule explains counts for no subject.
 */
final class PolicyUse {

    private final OwnNamespaces own;
    private final Map<Grantee, SubjectUse> needs = new LinkedHashMap<>();

    PolicyUse(OwnNamespaces own) {
        this.own = own;
    }

    /** Adds what bindings grant to a user, needed or not. */
    void add(List<AppliedBinding> bindings, DecisionSource source) {
        bindings.stream()
                .filter(applied -> applied.role() != null
                        && applied.role().rules().stream().anyMatch(rule -> rule.origin() != null))
                .forEach(applied -> of(applied.subjects().get(0)).add(applied, source));
    }

    /** Adds an allowed request, and its form with placeholders instead of the namespaces of the tests. */
    void needed(Decision decision, RequestAttributes written, boolean isCertain) {
        used(decision);
        enough(decision).ifPresent(subject -> subject.needed(written, isCertain));
    }

    /** Adds what a user asked for, and was told that it may do. */
    void asked(Decision decision, RequestAttributes written) {
        used(decision);
        enough(decision).ifPresent(subject -> subject.asked(written));
    }

    /** Marks the rule as used by each subject under test that has it, even if another rule is enough. */
    private void used(Decision decision) {
        decision.grants().stream()
                .map(grant -> needs.get(Grantee.of(grant.subject(), own)))
                .filter(Objects::nonNull)
                .forEach(subject -> subject.used(decision.request()));
    }

    /** Returns the subject of one grant: the first of the policy under test, if there is one. */
    private Optional<SubjectUse> enough(Decision decision) {
        return decision.grants().stream()
                .filter(grant -> grant.rule().origin() != null)
                .findFirst()
                .or(() -> decision.grants().stream().findFirst())
                .map(grant -> of(grant.subject()));
    }

    private SubjectUse of(Subject subject) {
        return needs.computeIfAbsent(Grantee.of(subject, own), grantee -> new SubjectUse(grantee, own));
    }

    LeastPrivilege result() {
        return new LeastPrivilege(
                needs.values().stream().map(SubjectUse::result).toList());
    }
}
