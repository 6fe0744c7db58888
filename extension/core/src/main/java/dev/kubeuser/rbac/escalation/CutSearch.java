package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches for the smallest cuts that take all paths from a user: first one change, of what a path uses, then several, one
 * for each path that is left. Only what files have is taken out, never a default role or binding.
 */
final class CutSearch {

    /** Enough to choose from. */
    private static final int MOST_CUTS = 3;

    /** A policy that needs more changes needs a redesign. */
    private static final int MOST_CHANGES = 8;

    private final Escalation escalation;
    private final Goal goal;

    CutSearch(Escalation escalation, Goal goal) {
        this.escalation = escalation;
        this.goal = goal;
    }

    List<Cut> of(EscalationPath path) {
        List<Cut> single = new ArrayList<>();
        for (Cut.Change change : changes(path)) {
            if (single.size() < MOST_CUTS && next(change.in(escalation), path).isEmpty()) {
                single.add(new Cut(List.of(change)));
            }
        }
        return single.isEmpty() ? several(path).stream().toList() : single;
    }

    /** Takes from each path that is left what it begins with. */
    private Optional<Cut> several(EscalationPath path) {
        List<Cut.Change> changes = new ArrayList<>();
        Escalation changed = escalation;
        Optional<EscalationPath> left = Optional.of(path);
        while (left.isPresent()) {
            Optional<Cut.Change> change = changes(left.get()).stream()
                    .filter(each -> !changes.contains(each))
                    .findFirst();
            if (change.isEmpty() || changes.size() == MOST_CHANGES) {
                return Optional.empty();
            }
            changes.add(change.get());
            changed = change.get().in(changed);
            left = next(changed, path);
        }
        return Optional.of(new Cut(changes));
    }

    private Optional<EscalationPath> next(Escalation changed, EscalationPath path) {
        return changed.find(path.start().user(), goal);
    }

    /** What may change of what the steps use: labels of namespaces, then permissions, then subjects. */
    private Set<Cut.Change> changes(EscalationPath path) {
        Set<Cut.Change> changes = new LinkedHashSet<>();
        path.steps().stream()
                .filter(step -> step.technique() == Technique.HOST_POD)
                .flatMap(step -> step.uses().stream())
                .flatMap(use -> use.request() instanceof ResourceAttributes resource
                        ? Stream.of(resource.namespace())
                        : Stream.empty())
                .filter(namespace ->
                        !namespace.isEmpty() && escalation.hostPods().in(namespace) == HostPods.Answer.ADMITTED)
                .map(Cut.Baseline::new)
                .forEach(changes::add);
        List<UsedPermission> uses =
                path.steps().stream().flatMap(step -> step.uses().stream()).toList();
        uses.stream()
                .flatMap(use -> use.grants().stream().flatMap(grant -> permission(grant, use.request())))
                .forEach(changes::add);
        uses.stream()
                .flatMap(use -> use.grants().stream())
                .filter(grant -> grant.binding().origin() != null)
                .map(grant -> new Cut.WithoutSubjects(grant.binding(), grant.subjects()))
                .forEach(changes::add);
        return changes;
    }

    private static Stream<Cut.Change> permission(Grant grant, RequestAttributes request) {
        RbacRule rule = grant.rule();
        if (rule.origin() == null) {
            return Stream.empty();
        }
        boolean isOneOfSeveral = rule.verbs().contains(request.verb())
                && rule.verbs().size() > 1
                && !rule.verbs().contains("*");
        return Stream.of(isOneOfSeveral ? new Cut.WithoutVerb(rule, request.verb()) : new Cut.WithoutRule(rule));
    }
}
