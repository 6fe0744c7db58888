package dev.kubeuser.proof;

/** How it became known whether something is allowed. */
public enum Means {
    /** An assertion asked, by an access review. */
    ASSERTION,
    /** Somebody really did it, or tried to. */
    REQUEST
}
