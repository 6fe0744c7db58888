// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.internal.GoQuote;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ManagedCluster.ServerLog;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads from the API server's log why it does not accept a credential. A line there does not name its request. So one
 * request at a time is sent, and sent again while the log has several reasons: the reason is in each look with the
 * request, and those of others are also there without it.
 */
public final class RejectionLog {

    private static final int LOOKS = 8;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LATENESS = Duration.ofMillis(200);
    private static final Duration OTHERS = Duration.ofMillis(500);

    /** What klog writes for {@code klog.ErrorS(err, "Unable to authenticate the request")}, and of an audience. */
    private static final Pattern LINE =
            Pattern.compile("] (?:\"Unable to authenticate the request\" err=\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\""
                    + "|(?<plain>unable to match the audience: .*))");

    /** Authenticators that do not know a token say so, in a list with the one that does. */
    private static final Pattern LIST =
            Pattern.compile("\\[(?:invalid bearer token, )*(.*?)(?:, invalid bearer token)*]", Pattern.DOTALL);

    private static final Pattern NOW = Pattern.compile("current time .+? before");
    private static final Pattern TOKEN = Pattern.compile("[\\w-]{12,}\\.[\\w-]{12,}\\.[\\w-]*");

    private final ServerLog log;

    private RejectionLog(ServerLog log) {
        this.log = log;
    }

    /**
     * {@return the log of the API server that a user talks to}
     *
     * @throws UnsupportedOperationException if it cannot be read
     */
    public static RejectionLog of(KubeAccess access) {
        Cluster cluster = access.cluster();
        return new RejectionLog(ManagedCluster.of(cluster)
                .serverLog()
                .orElseThrow(() -> new UnsupportedOperationException("The API server of the " + cluster
                        + " says 401 and not why; that is in its log, which its owner has. Leave because(...) out"
                        + " there, or use another kind of cluster")));
    }

    /** {@return why the server has refused credentials since its log began, each reason once} */
    public static Set<String> all(ServerLog log) {
        Timed.pause(log.delay());
        return read(log.after(0));
    }

    /**
     * {@return why the server refuses a credential; several if that is not clear, and none if it has no reason}
     *
     * @param request presents the credential
     */
    public Set<String> reasons(Runnable request) {
        synchronized (log) {
            Set<String> reasons = look(request);
            for (int looks = 1; reasons.size() > 1 && looks < LOOKS; looks++) {
                reasons.retainAll(look(request));
            }
            if (reasons.size() > 1) {
                Set<String> own = new LinkedHashSet<>(reasons);
                own.removeAll(look(() -> Timed.pause(OTHERS)));
                return own.size() == 1 ? own : reasons;
            }
            return reasons;
        }
    }

    private Set<String> look(Runnable request) {
        awaitEarlierLines();
        long end = log.end();
        request.run();
        awaitEarlierLines();
        long begin = System.nanoTime();
        Set<String> reasons = read(log.after(end));
        while (reasons.isEmpty() && Duration.ofNanos(System.nanoTime() - begin).compareTo(log.delay()) < 0) {
            Timed.pause(PAUSE);
            reasons = read(log.after(end));
        }
        return reasons;
    }

    /** Lets lines about earlier requests come, where they come late: one of others is not to be taken for the own. */
    private void awaitEarlierLines() {
        if (!log.delay().isZero()) {
            Timed.pause(LATENESS);
        }
    }

    private static Set<String> read(String lines) {
        return LINE.matcher(lines)
                .results()
                .map(RejectionLog::reason)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String own(String errors) {
        Matcher list = LIST.matcher(errors);
        return list.matches() ? list.group(1) : errors;
    }

    private static String reason(MatchResult line) {
        String quoted = line.group(1);
        String words = quoted == null ? line.group(2) : own(GoQuote.unquote(quoted));
        return TOKEN.matcher(NOW.matcher(words).replaceAll("current time is before"))
                .replaceAll("(token)");
    }
}
