package dev.kubeuser.access.internal;

/**
 * Marks, in this JVM, an access review that an assertion sends with a user's client: what the user asks is what its test
 * sends, not what is asserted of it.
 */
public enum OwnReview {
    /** The tag of such a request. */
    TAG
}
