package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.NodeText;

/**
 * The part of a text that an object is written in.
 *
 * @param whole the text
 * @param start where the part begins
 * @param end where it ends, perhaps with blanks before that
 */
record Excerpt(String whole, int start, int end) {

    /** A text that is all of it. */
    static Excerpt of(String text) {
        return new Excerpt(text, 0, text.length());
    }

    /** The part without what else stands on its lines. */
    String alone() {
        return new NodeText(whole, 0).alone(start, end);
    }
}
