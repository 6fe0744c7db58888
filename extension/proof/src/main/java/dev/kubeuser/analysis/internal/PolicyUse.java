// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.NeededAccess.LeastPrivilege;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is needed of the policy, grouped by its subjects: access through a Group belongs to the Group, not to the user.
 * Tests have users, the policy has subjects. Access that no rule explains belongs to no subject.
 */
final class PolicyUse {

    private final OwnNamespaces own;
    private final Map<Subject, SubjectUse> needs = new LinkedHashMap<>();

    PolicyUse(OwnNamespaces own) {
        this.own = own;
    }

    /** Adds what bindings grant to a user, needed or not. */
    void add(List<AppliedBinding> bindings, RecordedDecision.Source source) {
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

    /** Adds what a user asked about, and may do by the answer. */
    void asked(Decision decision, RequestAttributes written) {
        used(decision);
        enough(decision).ifPresent(subject -> subject.asked.add(written));
    }

    /** Marks the rule as used by each subject under test that has it, even if another rule is enough. */
    private void used(Decision decision) {
        decision.grants().stream()
                .map(grant -> needs.get(own.written(grant.subject())))
                .filter(Objects::nonNull)
                .forEach(subject -> subject.used.add(decision.request()));
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
        return needs.computeIfAbsent(own.written(subject), written -> new SubjectUse(written, own));
    }

    LeastPrivilege result() {
        return new LeastPrivilege(
                needs.values().stream().map(SubjectUse::result).toList());
    }

    /** Gathers what is needed of one subject of the policy. */
    private static final class SubjectUse {

        private final Subject subject;
        private final OwnNamespaces own;
        private final Set<AppliedBinding> bindings = new LinkedHashSet<>();
        /** What a rule of the subject allows, even if the rule of another one is enough. */
        private final Set<RequestAttributes> used = new LinkedHashSet<>();

        private final Set<RequestAttributes> needed = new LinkedHashSet<>();
        private final Set<RequestAttributes> certain = new HashSet<>();
        private final Set<RequestAttributes> asked = new LinkedHashSet<>();
        private RecordedDecision.Source source = RecordedDecision.Source.ASSERTION;

        SubjectUse(Subject subject, OwnNamespaces own) {
            this.subject = subject;
            this.own = own;
        }

        void add(AppliedBinding binding, RecordedDecision.Source ofUser) {
            bindings.add(binding);
            if (ofUser == RecordedDecision.Source.REQUEST) {
                source = ofUser;
            }
        }

        void needed(RequestAttributes written, boolean isCertain) {
            needed.add(written);
            if (isCertain) {
                certain.add(written);
            }
        }

        SmallestRoles result() {
            Set<RequestAttributes> all = new LinkedHashSet<>(needed);
            all.addAll(asked);
            List<RequestAttributes> onlyAsked = new ArrayList<>(asked);
            onlyAsked.removeAll(needed);
            return new SmallestRoles(
                    subject.toString(),
                    source,
                    SmallestRoles.objects(subject, all),
                    needed.stream()
                            .filter(request -> !certain.contains(request))
                            .toList(),
                    onlyAsked,
                    excess());
        }

        /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
        private List<SmallestRoles.Excess> excess() {
            Map<String, List<RequestAttributes>> byNamespace =
                    used.stream().collect(Collectors.groupingBy(RequestAttributes::namespace));
            Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = bindings.stream()
                    .flatMap(GrantedPermission::of)
                    .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
            return byPlace.values().stream()
                    .filter(same -> same.stream().noneMatch(granted -> granted.isExact(byNamespace)))
                    .map(same -> excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(byNamespace))))
                    .toList();
        }

        private SmallestRoles.Excess excess(GrantedPermission granted, boolean isNeededInPart) {
            RbacRule rule = own.written(granted.rule());
            Permission permission = Permission.of(rule).get(granted.index());
            return new SmallestRoles.Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
        }
    }

    /**
     * A permission of the policy under test that a binding grants to a subject.
     *
     * @param binding the binding that grants it
     * @param rule the rule that contains it
     * @param index its index among the permissions of the rule
     * @param permission the permission
     */
    record GrantedPermission(RbacBinding binding, RbacRule rule, int index, Permission permission) {

        /** Where a permission is written, whatever namespace it was applied to. */
        record Place(Object binding, PolicyPlace permission) {}

        static Stream<GrantedPermission> of(AppliedBinding applied) {
            return Stream.ofNullable(applied.role())
                    .flatMap(role -> role.rules().stream())
                    .filter(rule -> rule.origin() != null)
                    .flatMap(rule -> of(applied.binding(), rule));
        }

        private static Stream<GrantedPermission> of(RbacBinding binding, RbacRule rule) {
            List<Permission> permissions = Permission.of(rule);
            return IntStream.range(0, permissions.size())
                    .mapToObj(index -> new GrantedPermission(binding, rule, index, permissions.get(index)));
        }

        /** Returns the place. A binding that is not under test is identified by its name. */
        Place place() {
            Object ofBinding = binding.origin() == null ? binding.id() : binding.origin();
            return new Place(ofBinding, PolicyPlace.of(rule).part(index));
        }

        /** Returns the uses among what is needed in each namespace. */
        private Stream<RequestAttributes> uses(Map<String, List<RequestAttributes>> needed) {
            RbacRule only = permission.asRule();
            return (binding.id().isClusterWide()
                            ? needed.values().stream()
                            : Stream.ofNullable(needed.get(binding.id().namespace())))
                    .flatMap(List::stream)
                    .filter(only::allows);
        }

        boolean isNeeded(Map<String, List<RequestAttributes>> needed) {
            return uses(needed).findAny().isPresent();
        }

        /** Whether it allows what is needed and nothing else. */
        boolean isExact(Map<String, List<RequestAttributes>> needed) {
            return uses(needed)
                    .anyMatch(use -> permission.isNoMoreThan(use, binding.id().isClusterWide()));
        }
    }
}
