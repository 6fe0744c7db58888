package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.AskedAccess;
import dev.kubeuser.coverage.internal.recording.DecisionSource;
import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.coverage.internal.recording.RecordedDecision;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import dev.kubeuser.rbac.AppliedBinding;
import dev.kubeuser.rbac.Decision;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Gathers what one subject was allowed to do. Once the subject has sent requests, access reviews no longer count. */
final class NeededAccess {

    private final Grantee grantee;
    private final OwnNamespaces own;
    private final Map<DecisionSource, Set<RequestAttributes>> allowed = new LinkedHashMap<>();
    private final Map<RequestAttributes, Set<RequestAttributes>> written = new HashMap<>();
    private final Map<DecisionSource, Set<Observation>> observations = new LinkedHashMap<>();
    private final Map<RequestAttributes, Decision> asked = new LinkedHashMap<>();
    private final Set<RequestAttributes> certain = new HashSet<>();
    private final Map<RbacPolicy, Set<UserInfo>> users = new LinkedHashMap<>();

    NeededAccess(Grantee grantee, OwnNamespaces own) {
        this.grantee = grantee;
        this.own = own;
    }

    /** Returns the access that each subject needs. */
    static List<NeededAccess> of(RunRecord runRecord, List<PolicyInForce> states) {
        OwnNamespaces own = runRecord.namespaces();
        Map<Grantee, NeededAccess> byGrantee = new LinkedHashMap<>();
        Function<UserInfo, NeededAccess> accessOf =
                user -> byGrantee.computeIfAbsent(Grantee.of(user, own), grantee -> new NeededAccess(grantee, own));
        for (PolicyInForce inForce : states) {
            inForce.decisions().stream()
                    .filter(RecordedDecision::allowed)
                    .filter(recorded -> needsRole(inForce.observation(recorded).decision()))
                    .forEach(recorded -> accessOf.apply(recorded.user()).add(recorded, inForce));
            for (AskedAccess asked : inForce.state().asked()) {
                Decision decision = inForce.policy().decide(asked.user(), asked.request());
                if (decision.isAllowed() && needsRole(decision)) {
                    accessOf.apply(asked.user()).add(decision, inForce);
                }
            }
        }
        return List.copyOf(byGrantee.values());
    }

    private static boolean needsRole(Decision decision) {
        return !decision.isBypassed()
                && decision.grants().stream().noneMatch(grant -> grant.binding().isBootstrap());
    }

    private void add(RecordedDecision recorded, PolicyInForce inForce) {
        allowed.computeIfAbsent(sourceOf(recorded), source -> new LinkedHashSet<>())
                .add(recorded.request());
        written.computeIfAbsent(recorded.request(), unused -> new LinkedHashSet<>())
                .add(new TestNames(own, inForce.named())
                        .written(inForce.observation(recorded).decision()));
        if (!recorded.inferred()) {
            certain.add(recorded.request());
        }
        users.computeIfAbsent(inForce.policy(), unused -> new LinkedHashSet<>()).add(recorded.user());
        observations
                .computeIfAbsent(sourceOf(recorded), unused -> new LinkedHashSet<>())
                .add(inForce.observation(recorded));
    }

    /** Adds what the subject asked for and was told that it may do. */
    private void add(Decision decision, PolicyInForce inForce) {
        asked.put(decision.request(), decision);
        written.computeIfAbsent(decision.request(), unused -> new LinkedHashSet<>())
                .add(new TestNames(own, inForce.named()).written(decision));
        users.computeIfAbsent(inForce.policy(), unused -> new LinkedHashSet<>()).add(decision.user());
    }

    /** Hands over each rule that a needed request was allowed by, as far as the policy explains it. */
    void forEach(BiConsumer<Grant, RequestAttributes> action) {
        Stream.concat(
                        observations.getOrDefault(source(), Set.of()).stream().map(Observation::decision),
                        asked.values().stream())
                .forEach(decision -> decision.grants().forEach(grant -> action.accept(grant, decision.request())));
    }

    private DecisionSource source() {
        return allowed.containsKey(DecisionSource.REQUEST) ? DecisionSource.REQUEST : DecisionSource.ASSERTION;
    }

    private static DecisionSource sourceOf(RecordedDecision recorded) {
        return recorded.source() == DecisionSource.ASSERTION ? DecisionSource.ASSERTION : DecisionSource.REQUEST;
    }

    SubjectNeeds result() {
        DecisionSource source = source();
        Set<RequestAttributes> sent = allowed.getOrDefault(source, Set.of());
        Set<RequestAttributes> requests = new LinkedHashSet<>(sent);
        requests.addAll(asked.keySet());
        List<RequestAttributes> onlyAsked = new ArrayList<>(written(asked.keySet().stream()));
        onlyAsked.removeAll(written(sent.stream()));
        List<RequestAttributes> inferred = written(sent.stream().filter(request -> !certain.contains(request)));
        return new SubjectNeeds(
                grantee.toString(),
                source,
                SmallestRole.objects(grantee, written(requests.stream())),
                inferred,
                onlyAsked,
                excess(requests));
    }

    private List<RequestAttributes> written(Stream<RequestAttributes> requests) {
        return requests.flatMap(request -> written.getOrDefault(request, Set.of()).stream())
                .distinct()
                .toList();
    }

    /** Returns the excess. A permission applied to several namespaces is needed if one of them needs it. */
    private List<SubjectNeeds.Excess> excess(Set<RequestAttributes> requests) {
        Map<String, List<RequestAttributes>> byNamespace =
                requests.stream().collect(Collectors.groupingBy(RequestAttributes::namespace));
        Map<GrantedPermission.Place, List<GrantedPermission>> byPlace = granted()
                .collect(Collectors.groupingBy(GrantedPermission::place, LinkedHashMap::new, Collectors.toList()));
        return byPlace.values().stream()
                .filter(same -> same.stream().noneMatch(granted -> granted.isExact(byNamespace)))
                .map(same -> excess(same.get(0), same.stream().anyMatch(granted -> granted.isNeeded(byNamespace))))
                .toList();
    }

    private SubjectNeeds.Excess excess(GrantedPermission granted, boolean isNeededInPart) {
        RbacRule rule = own.written(granted.rule());
        Permission permission = Permission.of(rule).get(granted.index());
        return new SubjectNeeds.Excess(own.written(granted.binding()).id(), rule, permission, isNeededInPart);
    }

    private Stream<GrantedPermission> granted() {
        return users.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().flatMap(user -> entry.getKey().bindingsFor(user).stream()))
                .flatMap(GrantedPermission::of);
    }

    /**
     * A permission of the policy under test that a binding grants to a subject.
     *
     * @param binding the binding that grants it
     * @param rule the rule that contains it
     * @param index its index among the permissions of the rule
     * @param permission the permission
     */
    private record GrantedPermission(RbacBinding binding, RbacRule rule, int index, Permission permission) {

        /** Where a permission is written, whatever namespace it was applied to. */
        record Place(Object binding, RulePlace rule, int permission) {}

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
            return new Place(ofBinding, RulePlace.of(rule), index);
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
