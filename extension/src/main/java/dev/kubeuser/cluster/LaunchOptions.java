package dev.kubeuser.cluster;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is started and kept, apart from what it is.
 *
 * @param keep whether the cluster goes on running after the tests, for debugging
 * @param startTimeout how long a start may take until it is given up
 * @param cacheDirectory where the packed control-plane program is unpacked, once for all runs
 * @param binary a control-plane program to run instead of the packed one; {@code null} for the packed one
 * @param logVerbosity verbosity of the control plane's log, from 0 (quiet) to 10
 */
public record LaunchOptions(
        boolean keep,
        Duration startTimeout,
        Path cacheDirectory,
        @Nullable Path binary,
        int logVerbosity) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the timeout is not positive or the verbosity is out of range
     */
    public LaunchOptions {
        if (startTimeout.isNegative() || startTimeout.isZero()) {
            throw new IllegalArgumentException("the start timeout must be positive, not " + startTimeout);
        }
        if (logVerbosity < 0 || logVerbosity > 10) {
            throw new IllegalArgumentException("the log verbosity goes from 0 to 10, not " + logVerbosity);
        }
    }
}
