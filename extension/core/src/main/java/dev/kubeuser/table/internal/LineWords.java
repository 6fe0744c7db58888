package dev.kubeuser.table.internal;

/**
 * How a table says a line: with its placeholders, for filled-in names differ from run to run.
 *
 * @param title what the table calls it; empty if it has no name
 * @param subject whom it is about
 * @param question what is asked
 * @param expected the answer, as in {@code allow}
 * @param sentence all of it, as in {@code alice can list pods in dev}
 */
public record LineWords(String title, String subject, String question, String expected, String sentence) {

    /** The name of a test. */
    @Override
    public String toString() {
        return title.isEmpty() ? sentence : title + ": " + sentence;
    }
}
