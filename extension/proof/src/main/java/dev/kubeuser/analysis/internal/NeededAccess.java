// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.PolicyInForce.Observation;
import dev.kubeuser.analysis.internal.PolicyInForce.TestNames;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.AccessReview;
import dev.kubeuser.record.internal.RecordedDecision;
import dev.kubeuser.record.internal.RunRecord;
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
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Gathers what one user was allowed to do, in all namespaces that tests had it in. Once the user has sent requests,
 * access that only assertions found to be allowed is recorded as asked only.
 */
public final class NeededAccess {

    private final OwnNamespaces own;
    private final Map<RecordedDecision.Source, Map<Observation, PolicyInForce>> allowed = new LinkedHashMap<>();
    private final Map<RequestAttributes, Asked> asked = new LinkedHashMap<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Map<RbacPolicy, Set<UserInfo>> users = new LinkedHashMap<>();

    /** What the user asked about, and may do by the answer. */
    private record Asked(Decision decision, PolicyInForce inForce) {}

    NeededAccess(OwnNamespaces own) {
        this.own = own;
    }

    /** Returns the access that each user needs. */
    public static List<NeededAccess> of(RunRecord runRecord, List<PolicyInForce> states) {
        OwnNamespaces own = runRecord.namespaces();
        Map<Subject, NeededAccess> byUser = new LinkedHashMap<>();
        Function<UserInfo, NeededAccess> accessOf =
                user -> byUser.computeIfAbsent(own.written(user.subject()), unused -> new NeededAccess(own));
        for (PolicyInForce inForce : states) {
            inForce.decisions().stream()
                    .filter(NeededAccess::isNeeded)
                    .filter(recorded -> inForce.observation(recorded).needsRole())
                    .forEach(recorded -> accessOf.apply(recorded.user()).add(recorded, inForce));
            for (AccessReview.Held asked : inForce.state().asked()) {
                Observation observation = Observation.of(inForce.policy(), asked.user(), asked.request());
                if (observation.decision().isAllowed() && observation.needsRole()) {
                    accessOf.apply(asked.user()).add(observation.decision(), inForce);
                }
            }
        }
        return List.copyOf(byUser.values());
    }

    /** Whether a request was allowed, or an assertion passed because it is. */
    private static boolean isNeeded(RecordedDecision recorded) {
        return recorded.allowed() && recorded.expected();
    }

    private void add(RecordedDecision recorded, PolicyInForce inForce) {
        allowed.computeIfAbsent(sourceOf(recorded), source -> new LinkedHashMap<>())
                .put(inForce.observation(recorded), inForce);
        if (!recorded.inferred()) {
            certain.add(recorded.request());
        }
        users.computeIfAbsent(inForce.policy(), unused -> new LinkedHashSet<>()).add(recorded.user());
    }

    private void add(Decision decision, PolicyInForce inForce) {
        asked.put(decision.request(), new Asked(decision, inForce));
        users.computeIfAbsent(inForce.policy(), unused -> new LinkedHashSet<>()).add(decision.user());
    }

    /** Hands over each rule that a needed request was allowed by, as far as the policy explains it. */
    void forEach(BiConsumer<Grant, RequestAttributes> action) {
        Stream.concat(
                        allowed.values().stream()
                                .flatMap(ofSource -> ofSource.keySet().stream())
                                .map(Observation::decision),
                        asked.values().stream().map(Asked::decision))
                .forEach(decision -> decision.grants().forEach(grant -> action.accept(grant, decision.request())));
    }

    private RecordedDecision.Source source() {
        return allowed.containsKey(RecordedDecision.Source.REQUEST)
                ? RecordedDecision.Source.REQUEST
                : RecordedDecision.Source.ASSERTION;
    }

    private static RecordedDecision.Source sourceOf(RecordedDecision recorded) {
        return recorded.source() == RecordedDecision.Source.ASSERTION
                ? RecordedDecision.Source.ASSERTION
                : RecordedDecision.Source.REQUEST;
    }

    /** Adds what is needed to the subjects of the policy through which the user has it. */
    void addTo(PolicyUse subjects) {
        users.forEach((policy, same) -> same.forEach(user -> subjects.add(policy.bindingsFor(user), source())));
        allowed.getOrDefault(source(), Map.of())
                .forEach((observation, inForce) -> subjects.needed(
                        observation.decision(),
                        written(observation.decision(), inForce),
                        certain.contains(observation.request())));
        if (source() == RecordedDecision.Source.REQUEST) {
            allowed.getOrDefault(RecordedDecision.Source.ASSERTION, Map.of())
                    .forEach((observation, inForce) ->
                            subjects.asked(observation.decision(), written(observation.decision(), inForce)));
        }
        asked.values().forEach(each -> subjects.asked(each.decision(), written(each.decision(), each.inForce())));
    }

    private RequestAttributes written(Decision decision, PolicyInForce inForce) {
        return new TestNames(own, inForce.named()).written(decision);
    }

    /**
     * The smallest roles that allow the subjects of the policy everything that they were allowed to do while tests ran.
     * Access that Kubernetes grants to everyone by default needs no role, and neither does a member of
     * {@code system:masters}.
     *
     * @param needs one entry for each subject of a binding that names a user who was allowed something
     */
    public record LeastPrivilege(List<SmallestRoles> needs) {

        /**
         * {@return the least privilege}
         *
         * @param accesses what each user needs
         * @param own the namespaces created for tests
         */
        public static LeastPrivilege of(List<NeededAccess> accesses, OwnNamespaces own) {
            PolicyUse subjects = new PolicyUse(own);
            accesses.forEach(access -> access.addTo(subjects));
            return subjects.result();
        }

        /**
         * {@return all roles, each with its binding, as YAML that can be applied, with placeholders for the namespaces
         * created for tests; empty if none is needed}
         */
        public String yaml() {
            return needs.stream().map(SmallestRoles::yaml).collect(Collectors.joining());
        }
    }

    /**
     * What is needed of the policy, grouped by its subjects: access through a Group belongs to the Group, not to the
     * user. Tests have users, the policy has subjects. Access that no rule explains belongs to no subject.
     */
    static final class PolicyUse {

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
            enough(decision).ifPresent(subject -> {
                subject.needed(written, isCertain);
                if (isDoorThroughWildcard(decision)) {
                    subject.doors.add(written);
                }
            });
        }

        /** Whether it lets the user grant what it does not hold, though no rule names that verb. */
        private static boolean isDoorThroughWildcard(Decision decision) {
            return Set.of("escalate", "bind").contains(decision.request().verb())
                    && decision.grants().stream()
                            .noneMatch(grant -> grant.rule()
                                    .verbs()
                                    .contains(decision.request().verb()));
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
            private final Set<RequestAttributes> doors = new LinkedHashSet<>();
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
                        List.copyOf(doors),
                        excess());
            }

            /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
            private List<SmallestRoles.Excess> excess() {
                Map<String, List<RequestAttributes>> byNamespace =
                        used.stream().collect(Collectors.groupingBy(RequestAttributes::namespace));
                Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = bindings.stream()
                        .flatMap(GrantedPermission::of)
                        .collect(Collectors.groupingBy(
                                GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
                return byPlace.values().stream()
                        .filter(same -> same.stream().noneMatch(granted -> granted.isExact(byNamespace)))
                        .map(same ->
                                excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(byNamespace))))
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
                        .anyMatch(
                                use -> permission.isNoMoreThan(use, binding.id().isClusterWide()));
            }
        }
    }
}
