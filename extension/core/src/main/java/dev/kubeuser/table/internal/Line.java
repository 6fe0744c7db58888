package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.AbstractAccessAssert;
import dev.kubeuser.assertion.EffectivePolicyAssert;
import dev.kubeuser.assertion.KubeAccessAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.question.AccessQuery;
import dev.kubeuser.question.AccessQueryException;
import dev.kubeuser.question.Write;
import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.escalation.Goal;
import dev.kubeuser.statement.EffectivePolicy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One line of a table, which is a test. */
public sealed interface Line permits Line.OfSubject, Line.OfEverybody, IdentityLine {

    /** How the table says it. */
    Words words();

    /** The file and line, for messages. */
    default String place() {
        return words().place;
    }

    /** The name of the test, for example {@code operators: alice can list pods in dev}. */
    default String text() {
        return words().title.isEmpty() ? words().sentence : words().title + ": " + words().sentence;
    }

    /**
     * How a table says a line: with its placeholders, for filled-in names differ from run to run.
     *
     * @param place the file and line
     * @param title what the table calls it; empty if it has no name
     * @param subject whom it is about
     * @param question what is asked
     * @param expected the answer, as in {@code allow}
     * @param sentence all of it, as in {@code alice can list pods in dev}
     */
    record Words(String place, String title, String subject, String question, String expected, String sentence) {}

    /** A line about one subject: a declared user, or whom the administrator asks about. */
    sealed interface OfSubject extends Line {

        String subject();

        /**
         * Asks about the subject.
         *
         * @throws AssertionError if it is not as written
         */
        default void check(AbstractAccessAssert<?, ?> who) {
            ask(who.as(place()));
        }

        void ask(AbstractAccessAssert<?, ?> who);

        /**
         * {@return that nobody has declared whom the line is about, and what to do}
         *
         * @param others those that are declared; empty if there are none
         * @param how how to declare a user
         */
        default String undeclared(String others, String how) {
            return place() + ": no user \"" + Printable.text(subject()) + "\" is declared"
                    + (others.isEmpty() ? "" : ", only " + others) + ". " + how
                    + ", or write user:NAME, group:NAME or serviceaccount:NAMESPACE/NAME, whom the administrator asks"
                    + " about. A rule about all subjects is given: everybody.";
        }
    }

    /** A line about one request. The binding that should allow it is {@code null} for any. */
    record OfRequest(
            Words words,
            String subject,
            AccessQuery query,
            boolean allowed,
            @Nullable BindingReference by) implements OfSubject {

        @Override
        public void ask(AbstractAccessAssert<?, ?> who) {
            if (!allowed) {
                who.cannot(query);
            } else if (by == null) {
                who.can(query);
            } else {
                who.can(query).grantedBy(by);
            }
        }
    }

    /** A line about what a subject cannot reach, by any path. */
    record OfGoal(Words words, String subject, Goal goal) implements OfSubject {

        @Override
        public void ask(AbstractAccessAssert<?, ?> who) {
            if (goal instanceof Goal.Role of) {
                who.cannotReach(of.role());
            } else if (goal instanceof Goal.Identity other) {
                who.cannotBecome(other.subject());
            } else {
                who.cannotBecomeClusterAdmin();
            }
        }
    }

    /**
     * A line about the write of a whole object. What in admission should deny it or warn of it is empty for anything,
     * authorization too.
     */
    record OfWrite(Words words, String subject, Write write, boolean allowed, String by) implements OfSubject {

        @Override
        public void ask(AbstractAccessAssert<?, ?> who) {
            if (!(who instanceof KubeAccessAssert user)) {
                throw new AccessQueryException(place() + ": a write is sent by a user, and \"" + Printable.text(subject)
                        + "\" has no credential here: declare the user, and write its name");
            }
            KubeAccessAssert decided = allowed ? user.can(write) : user.cannot(write);
            if (!by.isEmpty() && allowed) {
                decided.warnedBy(by);
            } else if (!by.isEmpty()) {
                decided.deniedBy(by);
            }
        }
    }

    /** A line about all requests of everybody: an assertion on the policy in force. */
    record OfEverybody(Words words, Consumer<EffectivePolicyAssert> claim) implements Line {

        /**
         * Decides it.
         *
         * @throws AssertionError if it does not hold
         */
        public void check(EffectivePolicy policy) {
            claim.accept(KubeAssertions.assertThat(policy).as(place()));
        }
    }
}
