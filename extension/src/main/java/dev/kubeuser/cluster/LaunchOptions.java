package dev.kubeuser.cluster;

import dev.kubeuser.base.internal.HostSystem;
import java.nio.file.Path;
import java.time.Duration;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is started and kept, apart from what it is.
 *
 * @param keep whether the cluster keeps running after the tests, for debugging
 * @param reuseIdle how long a cluster that JVMs share, one after another or at the same time, keeps running unused;
 *     {@code null} for a cluster of this JVM alone
 * @param startTimeout how long a start may take
 * @param requestTimeout how long the API server may take to answer a request, of this library or of a client that it
 *     created; watches and other long-running requests have no limit
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
     * @throws IllegalArgumentException if a timeout is not positive, the idle time is less than a second, or the
     *     verbosity is out of range
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
     * {@return the options for a cluster of this JVM alone that ends when it is closed, with a minute to start and 10
     * seconds for each request}
     */
    public static LaunchOptions defaults() {
        return new LaunchOptions(
                false,
                null,
                Duration.ofSeconds(60),
                REQUEST_TIMEOUT,
                HostSystem.current().cacheDirectory(),
                null,
                0);
    }

    /**
     * {@return a copy for a cluster that keeps running when it is closed, or does not}
     *
     * @param kept whether it keeps running
     */
    public LaunchOptions withKeep(boolean kept) {
        return new LaunchOptions(kept, reuseIdle, startTimeout, requestTimeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return a copy for a cluster that JVMs share}
     *
     * @param idle how long it keeps running unused; {@code null} for a cluster of this JVM alone
     */
    public LaunchOptions withReuseIdle(@Nullable Duration idle) {
        return new LaunchOptions(keep, idle, startTimeout, requestTimeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return a copy with this start timeout}
     *
     * @param timeout how long a start may take
     */
    public LaunchOptions withStartTimeout(Duration timeout) {
        return new LaunchOptions(keep, reuseIdle, timeout, requestTimeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return a copy with this request timeout}
     *
     * @param timeout how long the API server may take to answer
     */
    public LaunchOptions withRequestTimeout(Duration timeout) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, timeout, cacheDirectory, binary, logVerbosity);
    }

    /**
     * {@return a copy with this directory for the unpacked control-plane program}
     *
     * @param directory the directory, created if missing
     */
    public LaunchOptions withCacheDirectory(Path directory) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, requestTimeout, directory, binary, logVerbosity);
    }

    /**
     * {@return a copy with this control-plane program}
     *
     * @param program an executable file; {@code null} for the packed one
     */
    public LaunchOptions withBinary(@Nullable Path program) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, requestTimeout, cacheDirectory, program, logVerbosity);
    }

    /**
     * {@return a copy with this verbosity of the control plane's log}
     *
     * @param verbosity from 0 to 10
     */
    public LaunchOptions withLogVerbosity(int verbosity) {
        return new LaunchOptions(keep, reuseIdle, startTimeout, requestTimeout, cacheDirectory, binary, verbosity);
    }
}
