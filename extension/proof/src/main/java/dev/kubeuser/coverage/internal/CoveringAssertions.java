package dev.kubeuser.coverage.internal;

import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * For what was not covered or not used, an assertion that would cover or use it.
 *
 * @param permissions the assertions for permissions
 * @param subjects the assertions for subjects of bindings
 */
public record CoveringAssertions(Map<PolicyPlace, Suggestion> permissions, Map<PolicyPlace, Suggestion> subjects) {

    /** Copies the maps, in their order. */
    public CoveringAssertions {
        permissions = Collections.unmodifiableMap(new LinkedHashMap<>(permissions));
        subjects = Collections.unmodifiableMap(new LinkedHashMap<>(subjects));
    }

    /** Returns all assertions, each once; first those that cover a permission. */
    public Stream<Suggestion> all() {
        return Stream.concat(permissions.values().stream(), subjects.values().stream())
                .distinct();
    }

    /** {@return those of a policy of which everything was covered} */
    public static CoveringAssertions none() {
        return new CoveringAssertions(Map.of(), Map.of());
    }

    /**
     * {@return an assertion that would cover a permission; empty if nobody has it, or the cluster never asks for it}
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
}
