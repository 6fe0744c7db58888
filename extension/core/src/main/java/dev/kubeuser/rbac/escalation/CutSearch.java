package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches for the smallest cuts that take all paths from a user: first one permission or subject that a path uses, then
 * several, one for each path that is left. Only what files have is taken out, never a default role or binding.
 */
final class CutSearch {

    /** Who reads more than these chooses none of them. */
    private static final int MOST_CUTS = 3;

    /** A policy with more ways than these wants another design, and not a cut. */
    private static final int MOST_REMOVALS = 8;

    private final Escalation escalation;
    private final Goal goal;

    CutSearch(Escalation escalation, Goal goal) {
        this.escalation = escalation;
        this.goal = goal;
    }

    List<Cut> of(EscalationPath path) {
        List<Cut> single = new ArrayList<>();
        for (Cut.Removal removal : removals(path)) {
            if (single.size() < MOST_CUTS
                    && next(removal.from(escalation.policy()), path).isEmpty()) {
                single.add(new Cut(List.of(removal)));
            }
        }
        return single.isEmpty() ? several(path).stream().toList() : single;
    }

    /** Takes from each path that is left what it begins with. */
    private Optional<Cut> several(EscalationPath path) {
        List<Cut.Removal> removals = new ArrayList<>();
        RbacPolicy policy = escalation.policy();
        Optional<EscalationPath> left = Optional.of(path);
        while (left.isPresent()) {
            Optional<Cut.Removal> removal = removals(left.get()).stream().findFirst();
            if (removal.isEmpty() || removals.size() == MOST_REMOVALS) {
                return Optional.empty();
            }
            removals.add(removal.get());
            policy = removal.get().from(policy);
            left = next(policy, path);
        }
        return Optional.of(new Cut(removals));
    }

    private Optional<EscalationPath> next(RbacPolicy policy, EscalationPath path) {
        return escalation.in(policy, path.start().user(), goal);
    }

    /** What the steps use, in their order: the permission first, then the subject that has it. */
    private static Set<Cut.Removal> removals(EscalationPath path) {
        Set<Cut.Removal> removals = new LinkedHashSet<>();
        path.steps().stream()
                .flatMap(step -> step.uses().stream())
                .flatMap(use -> use.grants().stream().flatMap(grant -> permission(grant, use.request())))
                .forEach(removals::add);
        path.steps().stream()
                .flatMap(step -> step.uses().stream())
                .flatMap(use -> use.grants().stream())
                .filter(grant -> grant.binding().origin() != null)
                .map(grant -> new Cut.OfSubjects(grant.binding(), grant.subjects()))
                .forEach(removals::add);
        return removals;
    }

    private static Stream<Cut.Removal> permission(Grant grant, RequestAttributes request) {
        RbacRule rule = grant.rule();
        if (rule.origin() == null) {
            return Stream.empty();
        }
        boolean isOneOfSeveral = rule.verbs().contains(request.verb())
                && rule.verbs().size() > 1
                && !rule.verbs().contains("*");
        return Stream.of(isOneOfSeveral ? new Cut.OfVerb(rule, request.verb()) : new Cut.OfRule(rule));
    }
}
