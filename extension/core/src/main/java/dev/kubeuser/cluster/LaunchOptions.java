// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import dev.kubeuser.base.internal.HostSystem;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is started and kept, apart from what it is. Start with {@link #defaults()} and change what differs. A
 * timeout that is not positive and a verbosity out of range are an {@link IllegalArgumentException}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param keep whether the cluster keeps running after the tests, for debugging
 * @param startTimeout how long a start may take; {@code null} for what is usual for the kind, see
 *     {@link #startTimeout(ClusterKind)}
 * @param requestTimeout how long the API server may take to answer a request, of this library or of a client that it
 *     created; watches and other long-running requests have no limit
 * @param cacheDirectory where the packed control-plane program is unpacked, once for all runs
 * @param binary a control-plane program to run instead of the packed one; {@code null} for the packed one
 * @param controlPlaneUrl where the archive of the command line downloads control planes; {@code null} for the place of
 *     the release
 * @param logVerbosity verbosity of the control plane's log, from 0 (quiet) to 10
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public record LaunchOptions(
        boolean keep,
        @Nullable Duration startTimeout,
        Duration requestTimeout,
        Path cacheDirectory,
        @Nullable Path binary,
        @Nullable URI controlPlaneUrl,
        int logVerbosity) {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    /** k3s itself needs up to a minute on a busy machine, and its image may have to be pulled. */
    private static final Duration START_TIMEOUT_OF_K3S = Duration.ofMinutes(2);

    /** Checks the values. */
    public LaunchOptions {
        if (startTimeout != null && (startTimeout.isNegative() || startTimeout.isZero())) {
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
     * {@return the options for a cluster of this JVM alone that ends when it is closed, with the usual time to start
     * and 10 seconds for each request}
     */
    public static LaunchOptions defaults() {
        return new LaunchOptions(
                false, null, REQUEST_TIMEOUT, HostSystem.current().cacheDirectory(), null, null, 0);
    }

    /**
     * {@return how long a start may take: {@link #startTimeout()} if that is set, otherwise 120 seconds for k3s and 60
     * for any other kind}
     *
     * @param kind the kind of the cluster
     */
    @API(status = API.Status.INTERNAL)
    public Duration startTimeout(ClusterKind kind) {
        if (startTimeout != null) {
            return startTimeout;
        }
        return kind == ClusterKind.K3S ? START_TIMEOUT_OF_K3S : START_TIMEOUT;
    }

    /**
     * {@return a copy for a cluster that keeps running when it is closed, or does not}
     *
     * @param kept whether it keeps running
     */
    public LaunchOptions withKeep(boolean kept) {
        return new LaunchOptions(
                kept, startTimeout, requestTimeout, cacheDirectory, binary, controlPlaneUrl, logVerbosity);
    }

    /**
     * {@return a copy with this start timeout}
     *
     * @param timeout how long a start may take; {@code null} for what is usual for the kind
     */
    public LaunchOptions withStartTimeout(@Nullable Duration timeout) {
        return new LaunchOptions(keep, timeout, requestTimeout, cacheDirectory, binary, controlPlaneUrl, logVerbosity);
    }

    /**
     * {@return a copy with this request timeout}
     *
     * @param timeout how long the API server may take to answer
     */
    public LaunchOptions withRequestTimeout(Duration timeout) {
        return new LaunchOptions(keep, startTimeout, timeout, cacheDirectory, binary, controlPlaneUrl, logVerbosity);
    }

    /**
     * {@return a copy with this directory for the unpacked control-plane program}
     *
     * @param directory the directory, created if missing
     */
    public LaunchOptions withCacheDirectory(Path directory) {
        return new LaunchOptions(keep, startTimeout, requestTimeout, directory, binary, controlPlaneUrl, logVerbosity);
    }

    /**
     * {@return a copy with this control-plane program}
     *
     * @param program an executable file; {@code null} for the packed one
     */
    public LaunchOptions withBinary(@Nullable Path program) {
        return new LaunchOptions(
                keep, startTimeout, requestTimeout, cacheDirectory, program, controlPlaneUrl, logVerbosity);
    }

    /**
     * {@return a copy with this place of control planes that the archive of the command line downloads}
     *
     * @param url https, or http on loopback; {@code null} for that of the release
     */
    public LaunchOptions withControlPlaneUrl(@Nullable URI url) {
        return new LaunchOptions(keep, startTimeout, requestTimeout, cacheDirectory, binary, url, logVerbosity);
    }

    /**
     * {@return a copy with this verbosity of the control plane's log}
     *
     * @param verbosity from 0 to 10
     */
    public LaunchOptions withLogVerbosity(int verbosity) {
        return new LaunchOptions(
                keep, startTimeout, requestTimeout, cacheDirectory, binary, controlPlaneUrl, verbosity);
    }
}
