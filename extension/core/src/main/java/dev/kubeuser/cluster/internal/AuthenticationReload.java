package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import okhttp3.Request;
import okhttp3.Response;

/**
 * One change of the file by which a running API server authenticates, from the moment before it is written. The API server
 * watches the file, and looks at it each minute besides. It asks for the keys of all issuers, looks ten seconds later
 * whether it has them, and only then takes the file. Its metrics tell by a hash which file it has.
 *
 * @see <a href="https://github.com/kubernetes/enhancements/issues/3331">Structured Authentication Config</a>
 */
final class AuthenticationReload {

    /** A minute until it looks, one until it gives up, and time to spare. */
    private static final Duration LIMIT = Duration.ofSeconds(150);

    private static final Duration LOG_DELAY = Duration.ofSeconds(3);
    private static final long SHORTEST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 400;

    private static final String METRICS = "^apiserver_authentication_config_controller_";
    private static final Pattern HASH =
            Pattern.compile(METRICS + "last_config_info\\{.*[{,]hash=\"sha256:(\\w+)\"", Pattern.MULTILINE);
    private static final Pattern FAILURES =
            Pattern.compile(METRICS + "automatic_reloads_total\\{.*status=\"failure\".*} (\\d+)$", Pattern.MULTILINE);

    /** What klog writes of an error with one line or several. */
    private static final Pattern REFUSAL =
            Pattern.compile("\"failed to \\w+ authentication config(?: file)?\" err=(?:<\\n(?s:.*?)\\n >|.*)");

    private final ManagedCluster cluster;
    private final int failures;
    private final long logged;

    private AuthenticationReload(ManagedCluster cluster) {
        this.cluster = cluster;
        this.failures = failures(metrics());
        this.logged = cluster.serverLog().map(ServerLog::end).orElse(0L);
    }

    /** Notes what the metrics and the log say before the change. */
    static AuthenticationReload before(ManagedCluster cluster) {
        return new AuthenticationReload(cluster);
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
            if (HASH.matcher(metrics).results().anyMatch(info -> info.group(1).equals(wanted))) {
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

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while the API server changed its authentication", interrupt);
        }
    }
}
