// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.BindingCoverage;
import dev.kubeuser.analysis.internal.Coverage.PermissionCoverage;
import dev.kubeuser.analysis.internal.Coverage.RuleCoverage;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Assertions that would cover or use what was not covered or not used.
 *
 * @param permissions the assertions for permissions
 * @param subjects the assertions for subjects of bindings
 */
public record CoveringAssertions(Map<PolicyPlace, Suggestion> permissions, Map<PolicyPlace, Suggestion> subjects) {

    /** Returns the assertions that are missing, as far as a policy that was in force allows them. */
    public static CoveringAssertions of(Coverage coverage, List<PolicyInForce> inForce, Topics topics, RunRecord run) {
        Search search = new Search(coverage, topics, run);
        inForce.forEach(search::search);
        return new CoveringAssertions(search.permissions, search.subjects);
    }

    /** Returns all assertions, each once; first those that cover a permission. */
    public Stream<Suggestion> all() {
        return Stream.concat(permissions.values().stream(), subjects.values().stream())
                .distinct();
    }

    /**
     * {@return an assertion that would cover a permission; empty if no subject has it, or the cluster never asks for
     * it}
     *
     * @param rule its rule
     * @param index its index in the rule
     */
    public Optional<Suggestion> ofPermission(RbacRule rule, int index) {
        return Optional.ofNullable(permissions.get(PolicyPlace.of(rule).part(index)));
    }

    /**
     * {@return the assertions that would use a binding, or else those of its subjects that were not used; none for what
     * it grants nothing}
     *
     * @param covered the binding
     */
    public Stream<Suggestion> ofBinding(BindingCoverage covered) {
        Stream<Suggestion> all =
                covered.unusedSubjects().stream().flatMap(subject -> ofSubject(covered, subject).stream());
        return covered.isUsed() ? all : all.limit(1);
    }

    /**
     * {@return an assertion that would use a binding; empty if it grants nothing to the subject}
     *
     * @param covered the binding
     * @param subject one of its subjects
     */
    public Optional<Suggestion> ofSubject(BindingCoverage covered, Subject subject) {
        int index = covered.binding().subjects().indexOf(subject);
        return Optional.ofNullable(
                subjects.get(PolicyPlace.of(covered.binding()).part(index)));
    }

    /** Finds an assertion for each permission that is not covered, and for each subject that a binding gave nothing. */
    private static final class Search {

        private static final BitSet NONE = new BitSet();

        private final Topics topics;
        private final RunRecord run;

        /**
         * Of each rule the indexes of permissions without an assertion so far: thousands of bindings may share a role.
         */
        private final Map<PolicyPlace, BitSet> uncovered = new HashMap<>();

        private final Set<PolicyPlace> unused = new HashSet<>();
        private final Map<PolicyPlace, Suggestion> permissions = new LinkedHashMap<>();
        private final Map<PolicyPlace, Suggestion> subjects = new LinkedHashMap<>();

        Search(Coverage coverage, Topics topics, RunRecord run) {
            this.topics = topics;
            this.run = run;
            coverage.rules().forEach(this::add);
            coverage.bindings().forEach(this::add);
        }

        private void add(RuleCoverage rule) {
            for (int index = 0; rule.isBound() && index < rule.permissions().size(); index++) {
                PermissionCoverage permission = rule.permissions().get(index);
                if (permission.isAsked() && !permission.isCovered()) {
                    uncovered
                            .computeIfAbsent(PolicyPlace.of(rule.rule()), first -> new BitSet())
                            .set(index);
                }
            }
        }

        private void add(BindingCoverage binding) {
            binding.unusedSubjects()
                    .forEach(subject -> unused.add(PolicyPlace.of(binding.binding())
                            .part(binding.binding().subjects().indexOf(subject))));
        }

        private void search(PolicyInForce inForce) {
            for (RbacBinding binding : inForce.policy().bindings()) {
                List<RbacRule> rules =
                        inForce.grantedBy(binding).map(role -> role.rules()).orElse(List.of());
                List<Suggestion> ofBinding = new ArrayList<>();
                rules.stream()
                        .filter(rule -> rule.origin() != null)
                        .forEach(rule -> search(inForce, binding, rule, ofBinding));
                if (binding.origin() != null) {
                    searchSubjects(inForce, binding, rules, ofBinding);
                }
            }
        }

        private void search(PolicyInForce inForce, RbacBinding binding, RbacRule rule, List<Suggestion> ofBinding) {
            PolicyPlace place = PolicyPlace.of(rule);
            BitSet left = uncovered.getOrDefault(place, NONE);
            if (left.isEmpty()) {
                return;
            }
            List<Permission> all = Permission.of(rule);
            for (int index = left.nextSetBit(0); index >= 0 && index < all.size(); index = left.nextSetBit(index + 1)) {
                Optional<Suggestion> found = assertion(
                        inForce,
                        binding,
                        binding,
                        all.get(index),
                        grant -> grant.rule().equals(rule));
                if (found.isPresent()) {
                    permissions.put(place.part(index), found.get());
                    ofBinding.add(found.get());
                    left.clear(index);
                }
            }
        }

        /** Prefers an assertion that also covers a permission. */
        private void searchSubjects(
                PolicyInForce inForce, RbacBinding binding, List<RbacRule> rules, List<Suggestion> ofBinding) {
            for (int index = 0; index < binding.subjects().size(); index++) {
                PolicyPlace place = PolicyPlace.of(binding).part(index);
                if (unused.contains(place)) {
                    Subject subject = binding.subjects().get(index);
                    RbacBinding only = new RbacBinding(
                            binding.id(), binding.labels(), binding.roleRef(), List.of(subject), binding.origin());
                    Predicate<Grant> wanted = grant -> grant.binding().id().equals(binding.id())
                            && grant.subjects().contains(subject);
                    ofBinding.stream()
                            .filter(covering -> isGranted(inForce, covering.user(), covering.request(), wanted))
                            .findFirst()
                            .or(() -> rules.stream()
                                    .flatMap(rule -> Permission.of(rule).stream())
                                    .flatMap(permission ->
                                            assertion(inForce, binding, only, permission, wanted).stream())
                                    .findFirst())
                            .ifPresent(found -> {
                                subjects.put(place, found);
                                unused.remove(place);
                            });
                }
            }
        }

        /**
         * Returns an assertion that a binding's subject may do something.
         *
         * @param wanted the grant that has to allow it
         */
        private Optional<Suggestion> assertion(
                PolicyInForce inForce,
                RbacBinding binding,
                RbacBinding asked,
                Permission permission,
                Predicate<Grant> wanted) {
            BitSet named = new BitSet();
            inForce.requesters().addNamed(asked, named);
            String place = binding.id().isClusterWide() ? "" : binding.id().namespace();
            return topics.of(permission).stream()
                    .filter(topic -> topic.isNamespaced() || binding.id().isClusterWide())
                    .flatMap(topic -> topic.at(place).stream())
                    .flatMap(topic -> named.stream()
                            .mapToObj(inForce.requesters()::get)
                            .filter(user -> isGranted(inForce, user, topic.request(), wanted))
                            .map(user -> topic.suggestion(user, true, run))
                            .filter(found -> !found.source().isEmpty()))
                    .findFirst();
        }

        private static boolean isGranted(
                PolicyInForce inForce, UserInfo user, RequestAttributes request, Predicate<Grant> wanted) {
            return Stream.of(inForce.policy().decide(user, request))
                    .flatMap(decision -> decision.grants().stream())
                    .anyMatch(wanted);
        }
    }
}
