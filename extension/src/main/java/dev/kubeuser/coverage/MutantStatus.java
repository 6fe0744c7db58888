package dev.kubeuser.coverage;

/** What became of a mutant. */
public enum MutantStatus {
    /** An assertion would fail. */
    KILLED,
    /** Some decision differs, and no assertion checks it. */
    SURVIVED,
    /** No decision differs, so no assertion could kill it. It does not count. */
    EQUIVALENT
}
