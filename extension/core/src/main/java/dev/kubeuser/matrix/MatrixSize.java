package dev.kubeuser.matrix;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How much a matrix asks.
 *
 * @param subjects the number of subjects
 * @param places the number of places
 * @param questions the number of questions, one review each
 */
record MatrixSize(int subjects, int places, long questions) {

    /** About half a minute, in which nobody wonders. */
    private static final int MANY = 100_000;

    /** As an API server on two cores answers. */
    private static final int ANSWERS_PER_SECOND = 4_000;

    /** What to say before so many questions are asked; empty if they are few. */
    Optional<String> warning() {
        if (questions < MANY) {
            return Optional.empty();
        }
        Duration taken = Duration.ofSeconds(questions / ANSWERS_PER_SECOND);
        String time = taken.toMinutes() < 2 ? taken.toSeconds() + " s" : taken.toMinutes() + " minutes";
        return Optional.of(String.format(
                Locale.ROOT,
                "The access matrix asks the API server %,d questions about %,d subjects in %,d places, which takes about %s on"
                        + " two cores. To ask fewer, name fewer namespaces: one stands for others with the same roles, and"
                        + " inAllNamespaces() for what ClusterRoleBindings grant. A group stands for its members.",
                questions,
                subjects,
                places,
                time));
    }
}
