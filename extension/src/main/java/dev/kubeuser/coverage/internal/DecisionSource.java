package dev.kubeuser.coverage.internal;

/** How it became known whether something is allowed. */
public enum DecisionSource {
    /** An assertion asked, by an access review. */
    ASSERTION,
    /** A user really did it, or tried to: by an injected client, or by a program with an injected kubeconfig. */
    REQUEST,
    /** The same, and an assertion is about the answer. */
    ASSERTED_REQUEST
}
