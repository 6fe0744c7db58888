package dev.kubeuser.record.internal;

/** What tests are written in, and so what is suggested. */
public enum TestLanguage {
    JAVA,

    /** A table of access, for {@code kubeuser test}. It is also for who runs a program that has no tests of ours. */
    TABLE
}
