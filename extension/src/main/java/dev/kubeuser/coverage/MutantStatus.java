package dev.kubeuser.coverage;

/** What became of a mutant. */
public enum MutantStatus {
    /** An assertion would fail: the tests notice the mistake. */
    KILLED,
    /** Something is allowed that was not, or the other way round, and no assertion is about it. */
    SURVIVED,
    /** Nobody could do more or less with it: it is no mistake, and does not count. */
    EQUIVALENT
}
