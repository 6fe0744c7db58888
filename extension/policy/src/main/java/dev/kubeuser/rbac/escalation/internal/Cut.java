// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.internal.PolicyText;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to change so that a user loses all its paths to a goal. The search was repeated with it.
 *
 * @param changes what to change, all of it
 */
public record Cut(List<Change> changes) {

    /** Copies the list. */
    public Cut {
        changes = List.copyOf(changes);
    }

    /** {@return for example {@code take the verb "create" out of rule 2 of Role ci/runners}} */
    @Override
    public String toString() {
        return changes.stream().map(Change::toString).collect(Collectors.joining(", and "));
    }

    /** A change of a policy or a namespace. Immutable and thread-safe. */
    public sealed interface Change permits Narrowing, WithoutRule, WithoutSubjects, Baseline {

        /** Returns the same search after the change. */
        Escalation in(Escalation search);

        /** Returns the change with its place and, if it is of a rule, the rule before and after. */
        List<String> lines();
    }

    /** Takes one value out of a rule that has others. */
    public sealed interface Narrowing extends Change permits WithoutVerb, WithoutResource {

        RbacRule rule();

        /** Returns a rule without the value. */
        RbacRule without(RbacRule before);

        /** Names the change, as of the given rule. */
        String words(Object of);

        /** Returns the rule without the value. */
        default RbacRule after() {
            return without(rule());
        }

        @Override
        default Escalation in(Escalation search) {
            return search.with(search.policy().with(without(Cut.rule(search, rule()))));
        }

        @Override
        default List<String> lines() {
            return List.of(
                    words(PolicyText.rule(rule())), "- " + PolicyText.yaml(rule()), "+ " + PolicyText.yaml(after()));
        }
    }

    /** The rule as it is in a search, which other changes may have changed. */
    static RbacRule rule(Escalation search, RbacRule rule) {
        return search.policy().role(rule.id().role()).stream()
                .flatMap(role -> role.rules().stream())
                .filter(each -> each.id().equals(rule.id()))
                .findFirst()
                .orElse(rule);
    }

    /**
     * Takes a verb out of a rule that has others.
     *
     * @param rule the rule
     * @param verb the verb
     */
    public record WithoutVerb(RbacRule rule, String verb) implements Narrowing {

        @Override
        public RbacRule without(RbacRule before) {
            return before.withVerbs(
                    before.verbs().stream().filter(each -> !each.equals(verb)).toList());
        }

        @Override
        public String words(Object of) {
            return "take the verb \"" + verb + "\" out of " + of;
        }

        /** {@return for example {@code take the verb "create" out of rule 2 of Role ci/runners}} */
        @Override
        public String toString() {
            return words(rule.id());
        }
    }

    /**
     * Takes a resource out of a rule that has others.
     *
     * @param rule the rule
     * @param resource the resource, for example {@code secrets} or {@code pods/exec}
     */
    public record WithoutResource(RbacRule rule, String resource) implements Narrowing {

        @Override
        public RbacRule without(RbacRule before) {
            return before.withResources(before.resources().stream()
                    .filter(each -> !each.equals(resource))
                    .toList());
        }

        @Override
        public String words(Object of) {
            return "take the resource \"" + resource + "\" out of " + of;
        }

        /** {@return for example {@code take the resource "secrets" out of rule 2 of Role ci/runners}} */
        @Override
        public String toString() {
            return words(rule.id());
        }
    }

    /**
     * Takes a rule out of its role.
     *
     * @param rule the rule
     */
    public record WithoutRule(RbacRule rule) implements Change {

        @Override
        public Escalation in(Escalation search) {
            return search.with(search.policy().with(rule.withVerbs(List.of())));
        }

        @Override
        public List<String> lines() {
            return List.of("remove " + PolicyText.rule(rule), "- " + PolicyText.yaml(rule));
        }

        /** {@return for example {@code remove rule 2 of Role ci/runners}} */
        @Override
        public String toString() {
            return "remove " + rule.id();
        }
    }

    /**
     * Takes subjects out of a binding.
     *
     * @param binding the binding
     * @param subjects the subjects
     */
    public record WithoutSubjects(RbacBinding binding, List<Subject> subjects) implements Change {

        /** Copies the list. */
        public WithoutSubjects {
            subjects = List.copyOf(subjects);
        }

        @Override
        public Escalation in(Escalation search) {
            RbacBinding before = search.policy().bindings().stream()
                    .filter(each -> each.id().equals(binding.id()))
                    .findFirst()
                    .orElse(binding);
            return search.with(search.policy()
                    .with(before.withSubjects(before.subjects().stream()
                            .filter(subject -> !subjects.contains(subject))
                            .toList())));
        }

        @Override
        public List<String> lines() {
            return List.of(words(PolicyText.binding(binding)));
        }

        private String words(Object of) {
            return "take " + PolicyText.subjects(subjects) + " out of " + of;
        }

        /** {@return for example {@code take Group sre out of RoleBinding ci/runners}} */
        @Override
        public String toString() {
            return words(binding.id());
        }
    }

    /**
     * Labels a namespace so that Pod Security refuses host pods there.
     *
     * @param namespace the namespace
     * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline">Baseline</a>
     */
    public record Baseline(String namespace) implements Change {

        @Override
        public Escalation in(Escalation search) {
            HostPods before = search.hostPods();
            return search.with(new HostPods() {
                @Override
                public Answer in(String place) {
                    Answer answer = before.in(place);
                    return place.equals(namespace) && answer == Answer.ADMITTED
                            ? Answer.REFUSED_BY_POD_SECURITY
                            : answer;
                }

                @Override
                public Set<String> namespaces() {
                    return before.namespaces();
                }
            });
        }

        @Override
        public List<String> lines() {
            return List.of(toString());
        }

        /** {@return for example {@code label namespace ci pod-security.kubernetes.io/enforce=baseline}} */
        @Override
        public String toString() {
            return "label namespace " + namespace + " pod-security.kubernetes.io/enforce=baseline";
        }
    }
}
