package dev.kubeuser.cluster;

import dev.kubeuser.base.internal.CacheDirectory;
import java.nio.file.Path;
import java.time.Duration;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is started and kept, apart from what it is.
 *
 * @param keep whether the cluster goes on running after the tests, for debugging
 * @param reuseIdle for a cluster that JVMs share, one after another or at the same time: how long it goes on without one
 *     that uses it; {@code null} for a cluster of this JVM alone
 * @param startTimeout how long a start may take until it is given up
 * @param requestTimeout how long the API server may take to answer a request, of this library or of a client that it made;
 *     watches and other long-running requests have no limit
 * @param cacheDirectory where the packed control-plane program is unpacked, once for all runs
 * @param binary a control-plane program to run instead of the packed one; {@code null} for the packed one
 * @param logVerbosity verbosity of the control plane's log, from 0 (quiet) to 10
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LaunchOptions(
        boolean keep,
        @Nullable Duration reuseIdle,
        Duration startTimeout,
        Duration requestTimeout,
        Path cacheDirectory,
        @Nullable Path binary,
        int logVerbosity) {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a timeout is not positive, the idle time less than a second or the verbosity
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
        if (requestTimeout.isNegative() || requestTimeout.isZero()) {
            throw new IllegalArgumentException("the request timeout must be positive, not " + requestTimeout);
        }
        if (logVerbosity < 0 || logVerbosity > 10) {
            throw new IllegalArgumentException("the log verbosity goes from 0 to 10, not " + logVerbosity);
        }
    }

    /**
     * {@return a cluster of this JVM alone, with a minute to start and 10 seconds for each request, which ends when it is
     * closed}
     */
    public static LaunchOptions defaults() {
        return new LaunchOptions(
                false, null, Duration.ofSeconds(60), REQUEST_TIMEOUT, CacheDirectory.ofUser(), null, 0);
    }

    /**
     * {@return the same for a cluster that goes on running when it is closed, or does not}
     *
     * @param kept whether it goes on
     */
    public LaunchOptions withKeep(boolean kept) {
        return new LaunchOptions(kept, reuseIdle, startTimeout, requestTimeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return the same for a cluster that JVMs share}
     *
     * @param idle how long it goes on unused; {@code null} for a cluster of this JVM alone
     */
    public LaunchOptions withReuseIdle(@Nullable Duration idle) {
        return new LaunchOptions(keep, idle, startTimeout, requestTimeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return the same with this time to start}
     *
     * @param timeout after which the start is given up
     */
    public LaunchOptions withStartTimeout(Duration timeout) {
        return new LaunchOptions(keep, reuseIdle, timeout, requestTimeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return the same with this time for each request}
     *
     * @param timeout after which a request that got no answer fails
     */
    public LaunchOptions withRequestTimeout(Duration timeout) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, timeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return the same with this place for the unpacked control-plane program}
     *
     * @param directory created if missing
     */
    public LaunchOptions withCacheDirectory(Path directory) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, requestTimeout, directory, binary, logVerbosity);
    }

    /**
     * {@return the same with this control-plane program}
     *
     * @param program an executable file; {@code null} for the packed one
     */
    public LaunchOptions withBinary(@Nullable Path program) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, requestTimeout, cacheDirectory, program, logVerbosity);
    }

    /**
     * {@return the same with this verbosity of the control plane's log}
     *
     * @param verbosity from 0 to 10
     */
    public LaunchOptions withLogVerbosity(int verbosity) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, requestTimeout, cacheDirectory, binary, verbosity);
    }
}
