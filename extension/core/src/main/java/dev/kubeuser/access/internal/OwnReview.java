package dev.kubeuser.access.internal;

/**
 * Tags an access review that an assertion sends with a user's client. Reports say what a user asks for; a question of an
 * assertion is not among that.
 */
public enum OwnReview {
    /** The tag of such a request. */
    TAG
}
