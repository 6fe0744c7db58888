// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.EscalationFinding;
import dev.kubeuser.rbac.escalation.Technique;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Searches for the smallest cuts that take all paths from a user: first one change, of what a path uses, then several,
 * one for each path that is left. Only what files have is taken out, never a default role or binding. What takes less
 * of a rule comes first, and taking the user out of a binding after several rules: it loses what it needs, too.
 */
public final class CutSearch {

    /** Enough to choose from. */
    private static final int MAX_CUTS = 3;

    /** A policy that needs more changes needs a redesign. */
    private static final int MAX_CHANGES = 8;

    private final Escalation escalation;
    private final Goal goal;

    public CutSearch(Escalation escalation, Goal goal) {
        this.escalation = escalation;
        this.goal = goal;
    }

    public EscalationFinding of(Subject subject, EscalationPath path) {
        EscalationFinding found = new EscalationFinding(subject, path, List.of(), "");
        if (found.isGranted()) {
            return found;
        }
        List<Cut> single = single(path);
        if (!single.stream().allMatch(CutSearch::isUnbinding)) {
            return found.with(single);
        }
        EscalationFinding several = several(found);
        List<Cut> cuts = Stream.concat(several.cuts().stream(), single.stream())
                .distinct()
                .toList();
        return cuts.isEmpty() ? several : found.with(cuts);
    }

    private static boolean isUnbinding(Cut cut) {
        return cut.changes().stream().allMatch(Cut.WithoutSubjects.class::isInstance);
    }

    private List<Cut> single(EscalationPath path) {
        List<Cut> found = new ArrayList<>();
        Set<RbacRule.Id> changed = new HashSet<>();
        for (Cut.Change change : changes(path)) {
            boolean isNeedless = change instanceof Cut.WithoutRule rule
                    && changed.contains(rule.rule().id());
            if (found.size() < MAX_CUTS && !isNeedless && isClosed(List.of(change), path)) {
                found.add(new Cut(List.of(change)));
                ruleOf(change).ifPresent(changed::add);
            }
        }
        return found;
    }

    /** Takes from each path that is left what it begins with; of a rule, no second verb but more of it. */
    private EscalationFinding several(EscalationFinding found) {
        List<Cut.Change> changes = new ArrayList<>();
        Optional<EscalationPath> left = Optional.of(found.path());
        while (left.isPresent()) {
            Optional<Cut.Change> change = changes(left.get()).stream()
                    .filter(each -> changes.stream().noneMatch(known -> isAsMuch(known, each)))
                    .findFirst();
            if (change.isEmpty()) {
                return found.without("the steps of a path use nothing that is in a file");
            }
            if (changes.size() == MAX_CHANGES) {
                return found.without("it takes more than " + MAX_CHANGES + " changes");
            }
            changes.add(change.get());
            left = left(changes, found.path());
        }
        return found.with(List.of(new Cut(needed(changes, found.path()))));
    }

    private static boolean isAsMuch(Cut.Change known, Cut.Change other) {
        return known.equals(other)
                || (known instanceof Cut.WithoutVerb
                        && other instanceof Cut.WithoutVerb
                        && ruleOf(known).equals(ruleOf(other)));
    }

    private static Optional<RbacRule.Id> ruleOf(Cut.Change change) {
        if (change instanceof Cut.Narrowing narrowing) {
            return Optional.of(narrowing.rule().id());
        }
        return change instanceof Cut.WithoutRule rule ? Optional.of(rule.rule().id()) : Optional.empty();
    }

    /** Without those that later ones make needless. */
    private List<Cut.Change> needed(List<Cut.Change> changes, EscalationPath path) {
        List<Cut.Change> needed = new ArrayList<>(changes);
        for (Cut.Change change : changes) {
            List<Cut.Change> others =
                    needed.stream().filter(each -> !each.equals(change)).toList();
            if (isClosed(others, path)) {
                needed.remove(change);
            }
        }
        return needed;
    }

    private boolean isClosed(List<Cut.Change> changes, EscalationPath path) {
        return left(changes, path).isEmpty();
    }

    private Optional<EscalationPath> left(List<Cut.Change> changes, EscalationPath path) {
        Escalation changed = escalation;
        for (Cut.Change change : changes) {
            changed = change.in(changed);
        }
        return new PolicySearch(changed, goal).find(path.start().user());
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
        List<Step.Use> uses =
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

    /** The least first: a verb, a resource, then the rule. */
    private Stream<Cut.Change> permission(Grant grant, RequestAttributes request) {
        RbacRule rule = grant.rule();
        if (rule.origin() == null) {
            return Stream.empty();
        }
        RbacRule written = Cut.rule(escalation, rule);
        Stream<Cut.Change> verb = isOneOfSeveral(rule.verbs(), request.verb())
                ? Stream.of(new Cut.WithoutVerb(written, request.verb()))
                : Stream.empty();
        Stream<Cut.Change> resource =
                request instanceof ResourceAttributes asked && isOneOfSeveral(rule.resources(), asked.resourceInRules())
                        ? Stream.of(new Cut.WithoutResource(written, asked.resourceInRules()))
                        : Stream.empty();
        return Stream.of(verb, resource, Stream.of(new Cut.WithoutRule(written)))
                .flatMap(changes -> changes);
    }

    private static boolean isOneOfSeveral(List<String> written, String one) {
        return written.contains(one) && written.size() > 1 && !written.contains("*");
    }
}
