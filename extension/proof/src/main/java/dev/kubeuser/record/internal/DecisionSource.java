package dev.kubeuser.record.internal;

/** What a decision was recorded from. */
public enum DecisionSource {
    /** An access review that an assertion sent. */
    ASSERTION,
    /** A request by an injected client, or by a program with an injected kubeconfig. */
    REQUEST,
    /** A request whose response an assertion checks. */
    ASSERTED_REQUEST
}
