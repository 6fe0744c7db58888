package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.Subject;
import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/**
 * What to take out of a policy, so that a user loses all its paths to a goal. The search was repeated without it.
 *
 * @param removals what to take out, all of it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Cut(List<Removal> removals) {

    /** Copies the list. */
    public Cut {
        removals = List.copyOf(removals);
    }

    /** {@return for example {@code the verb "create" of Role ci/runners rules[1]}} */
    @Override
    public String toString() {
        return removals.stream().map(Removal::toString).collect(Collectors.joining(" and "));
    }

    /** A part of a policy that is taken out. Immutable and thread-safe. */
    public sealed interface Removal permits OfVerb, OfRule, OfSubjects {

        /** Returns the policy without it. */
        RbacPolicy from(RbacPolicy policy);
    }

    /**
     * A verb of a rule that has others.
     *
     * @param rule the rule
     * @param verb the verb
     */
    public record OfVerb(RbacRule rule, String verb) implements Removal {

        /**
         * {@return the rule without the verb}
         */
        public RbacRule after() {
            return rule.withVerbs(
                    rule.verbs().stream().filter(each -> !each.equals(verb)).toList());
        }

        @Override
        public RbacPolicy from(RbacPolicy policy) {
            return policy.with(after());
        }

        /** {@return for example {@code the verb "create" of Role ci/runners rules[1]}} */
        @Override
        public String toString() {
            return "the verb \"" + verb + "\" of " + rule.id();
        }
    }

    /**
     * A rule.
     *
     * @param rule the rule
     */
    public record OfRule(RbacRule rule) implements Removal {

        @Override
        public RbacPolicy from(RbacPolicy policy) {
            return policy.with(rule.withVerbs(List.of()));
        }

        /** {@return for example {@code Role ci/runners rules[1]}} */
        @Override
        public String toString() {
            return rule.id().toString();
        }
    }

    /**
     * Subjects of a binding.
     *
     * @param binding the binding
     * @param subjects the subjects
     */
    public record OfSubjects(RbacBinding binding, List<Subject> subjects) implements Removal {

        /** Copies the list. */
        public OfSubjects {
            subjects = List.copyOf(subjects);
        }

        @Override
        public RbacPolicy from(RbacPolicy policy) {
            return policy.with(binding.withSubjects(binding.subjects().stream()
                    .filter(subject -> !subjects.contains(subject))
                    .toList()));
        }

        /** {@return for example {@code Group sre of RoleBinding ci/runners}} */
        @Override
        public String toString() {
            return subjects.stream().map(Subject::toString).collect(Collectors.joining(", ")) + " of " + binding.id();
        }
    }
}
