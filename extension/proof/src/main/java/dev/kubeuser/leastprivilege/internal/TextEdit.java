package dev.kubeuser.leastprivilege.internal;

/**
 * A change of a text.
 *
 * @param start where the replaced part begins
 * @param end where it ends; the same as {@code start} for an insertion
 * @param replacement what takes its place
 */
record TextEdit(int start, int end, String replacement) {

    static TextEdit removal(int start, int end) {
        return new TextEdit(start, end, "");
    }
}
