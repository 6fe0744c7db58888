package dev.kubeuser.record.internal;

import org.jspecify.annotations.Nullable;

/**
 * What ran tests, and on what.
 *
 * @param module the name of the module whose tests ran
 * @param version the version of Kubernetes, for example {@code v1.37.1}
 * @param kind the kind of cluster, for example {@code embedded}
 * @param commit the commit that was checked out, or {@code null} if it is unknown
 * @param language what its tests are written in
 */
public record RunPlace(
        String module,
        String version,
        String kind,
        @Nullable String commit,
        TestLanguage language) {

    /** What tests are written in, and so what is suggested. */
    public enum TestLanguage {
        JAVA,

        /**
         * A table of access, for {@code kubeuser test}. It is also for who runs a program that has no tests of ours.
         */
        TABLE
    }
}
