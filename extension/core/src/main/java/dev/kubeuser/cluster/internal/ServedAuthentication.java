// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.auth.internal.AuthenticationFile;
import dev.kubeuser.auth.internal.TokenIssuer;
import dev.kubeuser.auth.internal.TokenIssuers;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ManagedCluster.ServerLog;
import dev.kubeuser.cluster.internal.ServedFiles.ServerFolder;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of one cluster by a file: a server for the keys of its issuers, and the file that points the API
 * server to it. Thread-safe.
 */
public final class ServedAuthentication implements AutoCloseable {

    /** The argument of kube-apiserver that names the file. */
    static final String ARGUMENT = "authentication-config";

    /** The name of the file in its folder. */
    static final String CONFIGURATION = "authentication.json";

    /** How long the API server takes a token for what it was when it looked. */
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final Duration FETCH_LIMIT = Duration.ofSeconds(30);

    private final ServerFolder folder;
    private final AuthenticationFile first;
    private volatile TokenIssuers issuers;
    private volatile @Nullable ManagedCluster cluster;

    private ServedAuthentication(TokenIssuers issuers, ServerFolder folder) {
        this.first = issuers.file();
        this.issuers = issuers;
        this.folder = folder;
    }

    /**
     * Serves the keys of the issuers of a cluster's file, and writes where they are.
     *
     * @param spec names the file
     * @param address where the API server reaches this process
     * @param folder what the API server reads; it gets no secrets
     */
    static ServedAuthentication serve(ClusterSpec spec, InetAddress address, ServerFolder folder) {
        AuthenticationFile file = AuthenticationFile.read(Objects.requireNonNull(spec.authentication()));
        requireAccepted(file, folder);
        TokenIssuers issuers = TokenIssuers.serve(file, address);
        try {
            folder.write(CONFIGURATION, issuers.configuration().toString());
            return new ServedAuthentication(issuers, folder);
        } catch (IOException failure) {
            issuers.close();
            throw unwritten(failure);
        }
    }

    /** The API server does not see the file's values of the fields that are replaced below. */
    private static void requireAccepted(AuthenticationFile file, ServerFolder folder) {
        try {
            folder.refusal(ARGUMENT, file.json().toString()).ifPresent(words -> {
                throw new ClusterException(ServedFiles.refusal(file, file.locate(words), words));
            });
        } catch (IOException failure) {
            throw unwritten(failure);
        }
    }

    private static ClusterException unwritten(IOException failure) {
        return new ClusterException(
                "The authentication of the cluster could not be written: " + failure.getMessage(), failure);
    }

    /** The issuers, whose tokens this JVM signs. */
    public TokenIssuers issuers() {
        return issuers;
    }

    /**
     * Waits until the API server of the started cluster knows the keys: until then it refuses all tokens.
     *
     * @param timeout how long it may take to ask for them
     */
    void begin(ManagedCluster started, Duration timeout) {
        issuers.awaitDiscovery(timeout).ifPresent(unknown -> {
            started.close();
            throw new ClusterException("The API server has not asked for the keys of the issuer " + unknown.url()
                    + " in time, which this JVM serves at " + issuers.address()
                    + ". If a firewall keeps it from there, open it; otherwise set kubeuser.start-timeout to"
                    + " wait longer.");
        });
        cluster = started;
    }

    /**
     * Lets the running API server authenticate by another file, and waits until it has forgotten which tokens it
     * accepted by the old one.
     *
     * @throws ClusterException if the API server does not accept the file; the old one stays
     */
    public void replaceWith(AuthenticationFile file) {
        Deadline forgotten = Deadline.in(MEMORY);
        reload(file);
        Reload.pause(forgotten.left().toMillis());
    }

    /**
     * Lets the running API server authenticate by another file. That takes it ten seconds if the file has an issuer. A
     * token that it accepted by the old file stays accepted until ten seconds after that.
     *
     * @param file issuers that were known keep their keys
     * @throws ClusterException if the API server does not accept the file; the old one stays
     */
    public synchronized void reload(AuthenticationFile file) {
        requireAccepted(file, folder);
        TokenIssuers next = issuers.serveNext(file);
        boolean isTaken = false;
        try {
            String content = next.configuration().toString();
            Reload reload = Reload.before(running());
            folder.write(CONFIGURATION, content);
            reload.await(content).ifPresent(words -> {
                throw new ClusterException(ServedFiles.refusal(file, file.locate(words), words));
            });
            isTaken = true;
        } catch (IOException failure) {
            throw unwritten(failure);
        } finally {
            if (!isTaken) {
                next.close();
            }
        }
        issuers.close();
        issuers = next;
    }

    /** Returns to the file with which the cluster started, unless the API server authenticates by it. */
    public synchronized void restore() {
        if (issuers.file() != first) {
            replaceWith(first);
        }
    }

    /**
     * Replaces the keys of an issuer, and waits until the API server has the new ones and has forgotten which tokens it
     * accepted by the old. It fetches keys when it sees a token that it cannot verify; until then it accepts tokens of
     * the old keys.
     *
     * @param url its URL; {@code null} for the only one
     * @throws IllegalArgumentException if there is no such issuer, or several
     * @throws ClusterException if the API server does not ask for the keys
     */
    public synchronized void rotateKeys(@Nullable String url) {
        TokenIssuer issuer = issuers.issuer(url, null);
        issuer.rotate();
        Deadline deadline = Deadline.in(FETCH_LIMIT);
        show(issuer.plainToken());
        if (!deadline.await(issuer::isKeyFetched)) {
            throw new ClusterException(
                    "The API server has not asked for the new keys of the issuer " + issuer.url() + " " + deadline);
        }
        Reload.pause(MEMORY.toMillis());
    }

    /** Lets the API server look whose token it is. */
    private void show(String token) {
        try {
            TokenReview unused = TokenReview.ask(running().adminRequests(), token, List.of());
        } catch (ApiException failure) {
            throw new ClusterException("The API server was not asked about a token: " + failure.getMessage(), failure);
        }
    }

    private ManagedCluster running() {
        ManagedCluster running = cluster;
        if (running == null) {
            throw new IllegalStateException("the cluster has not started");
        }
        return running;
    }

    @Override
    public void close() {
        issuers.close();
    }

    /**
     * One change of the file by which a running API server authenticates, from the moment before it is written. The API
     * server watches the file, and also reads it each minute. It asks for the keys of all issuers, looks ten seconds
     * later whether it has them, and only then takes the file. Its metrics show by a hash which file it has.
     *
     * @see <a href="https://github.com/kubernetes/enhancements/issues/3331">Structured Authentication Config</a>
     */
    private static final class Reload {

        /** A minute until it looks, one until it gives up, and time to spare. */
        private static final Duration LIMIT = Duration.ofSeconds(150);

        private static final Duration LOG_DELAY = Duration.ofSeconds(3);
        private static final long SHORTEST_PAUSE_MILLIS = 25;
        private static final long LONGEST_PAUSE_MILLIS = 400;

        private static final String METRICS = "^apiserver_authentication_config_controller_";
        private static final Pattern HASH =
                Pattern.compile(METRICS + "last_config_info\\{.*[{,]hash=\"sha256:(\\w+)\"", Pattern.MULTILINE);
        private static final Pattern FAILURES = Pattern.compile(
                METRICS + "automatic_reloads_total\\{.*status=\"failure\".*} (\\d+)$", Pattern.MULTILINE);

        /** An error of one line or several, as klog writes it, to its end: an engine may show the last lines later. */
        private static final Pattern REFUSAL =
                Pattern.compile("\"failed to \\w+ authentication config(?: file)?\" err=(?:<\\n(?s:.*?)\\n >|[^<].*)");

        private final ManagedCluster cluster;
        private final int failures;
        private final long logged;

        private Reload(ManagedCluster cluster) {
            this.cluster = cluster;
            this.failures = failures(metrics());
            this.logged = cluster.serverLog().map(ServerLog::end).orElse(0L);
        }

        /** Notes the state of the metrics and the log before the change. */
        static Reload before(ManagedCluster cluster) {
            return new Reload(cluster);
        }

        /**
         * Waits until the API server authenticates by what was written.
         *
         * @return the words by which the API server refuses it; empty if it takes it
         */
        Optional<String> await(String content) {
            String wanted = Sha256.hex(content);
            Deadline deadline = Deadline.in(LIMIT);
            for (long pause = SHORTEST_PAUSE_MILLIS;
                    !deadline.hasPassed();
                    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
                pause(pause);
                String metrics = metrics();
                if (HASH.matcher(metrics)
                        .results()
                        .anyMatch(info -> info.group(1).equals(wanted))) {
                    return Optional.empty();
                }
                if (failures(metrics) > failures) {
                    return Optional.of(refusal());
                }
            }
            throw new ClusterException("The API server has not read its changed authentication " + deadline);
        }

        /** A line of the log may come later than the metric. */
        private String refusal() {
            return cluster.serverLog()
                    .flatMap(log -> Deadline.in(LOG_DELAY)
                            .poll(
                                    () -> REFUSAL.matcher(log.after(logged))
                                            .results()
                                            .map(MatchResult::group)
                                            .findFirst(),
                                    Optional::isPresent))
                    .orElse("its log says why");
        }

        private String metrics() {
            ApiRequests admin = cluster.adminRequests();
            Request request = new Request.Builder().url(admin.url("metrics")).build();
            try (Response answer = admin.http().newCall(request).execute()) {
                return answer.body().string();
            } catch (IOException failure) {
                throw new ClusterException(
                        "The API server's metrics cannot be read, which tell by which file it authenticates: "
                                + failure.getMessage(),
                        failure);
            }
        }

        private static int failures(String metrics) {
            return FAILURES.matcher(metrics)
                    .results()
                    .mapToInt(counter -> Integer.parseInt(counter.group(1)))
                    .sum();
        }

        private static void pause(long millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new ClusterException("Interrupted while the API server changed its authentication", interrupt);
            }
        }
    }
}
