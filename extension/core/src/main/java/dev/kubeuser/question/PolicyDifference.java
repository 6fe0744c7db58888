// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a policy differs from an earlier one, for example the default roles of two versions of Kubernetes. It compares
 * what roles allow, not how they are written: a rule that was split in two does not differ.
 *
 * @param roles the roles that are new or gone, or allow something else, in the order of kind, namespace and name
 * @param bindings the bindings that are new or gone, or name other subjects, in the same order
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PolicyDifference(List<Role> roles, List<Binding> bindings) {

    /** Copies the lists. */
    public PolicyDifference {
        roles = List.copyOf(roles);
        bindings = List.copyOf(bindings);
    }

    /**
     * {@return the difference between two policies}
     *
     * @param before the earlier policy
     * @param after the later policy
     */
    public static PolicyDifference between(RbacPolicy before, RbacPolicy after) {
        return new PolicyDifference(
                ids(before.roles(), after.roles(), RbacRole::id)
                        .map(id -> Role.of(
                                id, before.role(id).orElse(null), after.role(id).orElse(null)))
                        .filter(Role::isDifferent)
                        .toList(),
                bindings(byId(before.bindings()), byId(after.bindings())));
    }

    private static List<Binding> bindings(
            Map<BindingReference, RbacBinding> before, Map<BindingReference, RbacBinding> after) {
        return ids(before.keySet(), after.keySet(), id -> id)
                .map(id -> new Binding(id, before.get(id), after.get(id)))
                .filter(Binding::isDifferent)
                .toList();
    }

    private static Map<BindingReference, RbacBinding> byId(List<RbacBinding> bindings) {
        return bindings.stream().collect(Collectors.toMap(RbacBinding::id, binding -> binding));
    }

    /** The text of an id begins with its kind. */
    private static <T, I> Stream<I> ids(Collection<T> before, Collection<T> after, Function<T, I> id) {
        Set<I> ids = new LinkedHashSet<>();
        before.forEach(one -> ids.add(id.apply(one)));
        after.forEach(one -> ids.add(id.apply(one)));
        return ids.stream().sorted(Comparator.comparing(Object::toString));
    }

    /** {@return whether both policies allow the same by the same bindings} */
    public boolean isEmpty() {
        return roles.isEmpty() && bindings.isEmpty();
    }

    /**
     * {@return how a role differs; empty if it does not}
     *
     * @param id for example {@code RoleReference.clusterRole("view")}
     */
    public Optional<Role> role(RoleReference id) {
        return roles.stream().filter(role -> role.id().equals(id)).findFirst();
    }

    /**
     * A role that is new or gone, or allows something else. Each rule is about one API group and one set of names or
     * URLs, and has the id and the origin of the written rule that it is part of.
     *
     * @param id kind, namespace and name
     * @param before the earlier role; {@code null} if there was none
     * @param after the later role; {@code null} if there is none
     * @param gained what only the later role allows
     * @param lost what only the earlier role allowed
     */
    public record Role(
            RoleReference id,
            @Nullable RbacRole before,
            @Nullable RbacRole after,
            List<RbacRule> gained,
            List<RbacRule> lost) {

        /** Copies the lists. */
        public Role {
            gained = List.copyOf(gained);
            lost = List.copyOf(lost);
        }

        static Role of(RoleReference id, @Nullable RbacRole before, @Nullable RbacRole after) {
            return new Role(id, before, after, beyond(after, before), beyond(before, after));
        }

        /**
         * The parts of rules that allow requests that another role does not. A request of several rules is in the
         * first.
         */
        private static List<RbacRule> beyond(@Nullable RbacRole more, @Nullable RbacRole less) {
            if (more == null) {
                return List.of();
            }
            RequestSet known = less == null ? RequestSet.none() : less.requests();
            Set<RequestSet> counted = new HashSet<>();
            Map<Part, List<RbacRule>> parts = new LinkedHashMap<>();
            for (RbacRule rule : more.rules()) {
                targets(rule).forEach(target -> {
                    List<String> verbs = rule.verbs().stream()
                            .filter(verb -> {
                                RequestSet requests =
                                        target.withVerbs(List.of(verb)).requests();
                                return !known.containsAll(requests) && counted.add(requests);
                            })
                            .toList();
                    if (!verbs.isEmpty()) {
                        parts.computeIfAbsent(new Part(rule, verbs, target.apiGroups()), first -> new ArrayList<>())
                                .add(target);
                    }
                });
            }
            return parts.entrySet().stream()
                    .map(part -> part.getKey().of(part.getValue()))
                    .toList();
        }

        /** A rule for each resource with one name, and for each URL. */
        private static Stream<RbacRule> targets(RbacRule rule) {
            List<String> names = rule.resourceNames();
            List<List<String>> each = names.isEmpty()
                    ? List.of(names)
                    : names.stream().map(List::of).toList();
            return Stream.concat(
                    rule.apiGroups().stream()
                            .map(group -> new Part(rule, rule.verbs(), List.of(group)))
                            .flatMap(part -> rule.resources().stream()
                                    .flatMap(resource ->
                                            each.stream().map(name -> part.of(List.of(resource), name, List.of())))),
                    rule.nonResourceUrls().stream()
                            .map(url ->
                                    new Part(rule, rule.verbs(), List.of()).of(List.of(), List.of(), List.of(url))));
        }

        /** What of a rule is about one API group, or about URLs, and differs by the same verbs. */
        private record Part(RbacRule rule, List<String> verbs, List<String> apiGroups) {

            RbacRule of(List<RbacRule> targets) {
                return of(
                        all(targets, RbacRule::resources),
                        all(targets, RbacRule::resourceNames),
                        all(targets, RbacRule::nonResourceUrls));
            }

            RbacRule of(List<String> resources, List<String> names, List<String> urls) {
                return new RbacRule(rule.id(), rule.origin(), verbs, apiGroups, resources, names, urls);
            }

            private static List<String> all(List<RbacRule> targets, Function<RbacRule, List<String>> values) {
                return targets.stream()
                        .map(values)
                        .flatMap(List::stream)
                        .distinct()
                        .toList();
            }
        }

        /** An empty role that was added or removed is a difference: bindings to it change their meaning. */
        boolean isDifferent() {
            return before == null || after == null || !gained.isEmpty() || !lost.isEmpty();
        }
    }

    /**
     * A binding that is new or gone, or names other subjects or another role.
     *
     * @param id kind, namespace and name
     * @param before the earlier binding; {@code null} if there was none
     * @param after the later binding; {@code null} if there is none
     */
    public record Binding(
            BindingReference id,
            @Nullable RbacBinding before,
            @Nullable RbacBinding after) {

        /** {@return the subjects that only the later binding names} */
        public List<Subject> gained() {
            return without(after, before);
        }

        /** {@return the subjects that only the earlier binding named} */
        public List<Subject> lost() {
            return without(before, after);
        }

        /** If a binding has another role, all its subjects differ. */
        private static List<Subject> without(@Nullable RbacBinding more, @Nullable RbacBinding less) {
            if (more == null) {
                return List.of();
            }
            List<Subject> subjects = new ArrayList<>(new LinkedHashSet<>(more.subjects()));
            if (less != null && more.roleRef().equals(less.roleRef())) {
                subjects.removeAll(less.subjects());
            }
            return List.copyOf(subjects);
        }

        boolean isDifferent() {
            return before == null
                    || after == null
                    || !Objects.equals(before.roleRef(), after.roleRef())
                    || !gained().isEmpty()
                    || !lost().isEmpty();
        }
    }
}
