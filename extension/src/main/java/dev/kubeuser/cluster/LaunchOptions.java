package dev.kubeuser.cluster;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is started and kept, apart from what it is.
 *
 * @param keep whether the cluster goes on running after the tests, for debugging
 * @param reuseIdle for a cluster that JVMs share, one after another or at the same time: how long it goes on without one
 *     that uses it; {@code null} for a cluster of this JVM alone
 * @param startTimeout how long a start may take until it is given up
 * @param cacheDirectory where the packed control-plane program is unpacked, once for all runs
 * @param binary a control-plane program to run instead of the packed one; {@code null} for the packed one
 * @param logVerbosity verbosity of the control plane's log, from 0 (quiet) to 10
 */
public record LaunchOptions(
        boolean keep,
        @Nullable Duration reuseIdle,
        Duration startTimeout,
        Path cacheDirectory,
        @Nullable Path binary,
        int logVerbosity) {

    private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the timeout is not positive, the idle time less than a second or the verbosity
     *     out of range
     */
    public LaunchOptions {
        if (reuseIdle != null && reuseIdle.compareTo(SHORTEST_IDLE) < 0) {
            throw new IllegalArgumentException(
                    "a cluster that is reused must be kept for a second at least, not for " + reuseIdle);
        }
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("the start timeout must be positive, not " + startTimeout);
        }
        if (logVerbosity < 0 || logVerbosity > 10) {
            throw new IllegalArgumentException("the log verbosity goes from 0 to 10, not " + logVerbosity);
        }
    }
}
