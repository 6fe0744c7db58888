// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is in the events of an audit log, and what they therefore cannot show. Not thread-safe. */
final class LogContents {

    private static final Set<String> LEVELS = Set.of("Metadata", "Request", "RequestResponse");
    private static final Set<String> STAGES = Set.of("RequestReceived", "ResponseStarted", "ResponseComplete", "Panic");
    private static final List<String> VERBS = List.of("get", "list", "watch", "create", "update", "patch", "delete");

    /** More than ten years. */
    private static final int MAX_HOURS = 100_000;

    private static final int MAX_SUBJECTS = 10;

    private final Map<String, Long> levels = new TreeMap<>();
    private final Map<String, Long> stages = new TreeMap<>();
    private final Set<String> verbs = new LinkedHashSet<>();
    private final TreeSet<Instant> hours = new TreeSet<>();
    private long events;
    private long decided;
    private long undecided;
    private @Nullable Instant first;
    private @Nullable Instant last;

    void add(AuditEvent event) {
        events++;
        count(levels, LEVELS, event.level() == null ? "" : event.level());
        count(stages, STAGES, event.stage());
        if (VERBS.contains(event.verb())) {
            verbs.add(event.verb());
        }
        Instant received = event.received();
        first = first == null || received.isBefore(first) ? received : first;
        last = last == null || received.isAfter(last) ? received : last;
        if (hours.size() < MAX_HOURS) {
            hours.add(received.truncatedTo(ChronoUnit.HOURS));
        }
        if (!event.isFirst()) {
            boolean isDecided = event.decision().isPresent();
            decided += isDecided ? 1 : 0;
            undecided += !isDecided && event.isSuccess() ? 1 : 0;
        }
    }

    private static void count(Map<String, Long> counts, Set<String> known, String name) {
        counts.merge(known.contains(name) ? name : "unknown", 1L, Long::sum);
    }

    /** Requires that anything is known: of an empty log, nothing would be needed. */
    void requireDecisions(Optional<String> unreadable) {
        if (decided + undecided == 0) {
            throw new IllegalArgumentException("the audit log has no request that was decided; it has " + span() + "; "
                    + kinds() + unreadable.map(lines -> "; " + lines).orElse("")
                    + ". Name a log with events of audit.k8s.io/v1, of a stage after RequestReceived");
        }
    }

    /** {@return for example {@code 12 events from 2026-11-01T00:00:02Z to 2026-11-30T23:59:58Z}} */
    String span() {
        return Counted.of(events, "event") + (first == null ? "" : " from " + seconds(first) + " to " + seconds(last));
    }

    private static Instant seconds(@Nullable Instant time) {
        return time == null ? Instant.EPOCH : time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** {@return for example {@code levels: Metadata 12; stages: ResponseComplete 12}} */
    String kinds() {
        return "levels: " + text(levels) + "; stages: " + text(stages);
    }

    private static String text(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** {@return what cannot be seen, as clauses} */
    List<String> limits() {
        List<String> limits = new ArrayList<>();
        gaps(limits);
        List<String> never =
                VERBS.stream().filter(verb -> !verbs.contains(verb)).toList();
        if (!never.isEmpty()) {
            limits.add("nobody sends " + String.join(", ", never) + ": the audit policy may leave these out");
        }
        if (undecided > 0) {
            limits.add(Counted.of(undecided, "successful request has", "successful requests have")
                    + " no decision of an authorizer: taken for allowed");
        }
        return limits;
    }

    private void gaps(List<String> limits) {
        Instant before = null;
        Instant begin = Instant.EPOCH;
        Duration longest = Duration.ZERO;
        int gaps = 0;
        for (Instant hour : hours) {
            Duration gap = before == null
                    ? Duration.ZERO
                    : Duration.between(before, hour).minusHours(1);
            gaps += gap.isZero() ? 0 : 1;
            if (gap.compareTo(longest) > 0) {
                longest = gap;
                begin = hour.minus(gap);
            }
            before = hour;
        }
        if (gaps > 0) {
            limits.add(Counted.of(gaps, "gap") + " of hours without any event, the longest from " + begin + " to "
                    + begin.plus(longest));
        }
        if (hours.size() == MAX_HOURS) {
            limits.add("the events are of more hours than can be looked through for gaps");
        }
    }

    /** {@return a clause about subjects that are not in the log} */
    static String missing(List<Subject> subjects) {
        return Counted.of(subjects.size(), "subject of the policy is", "subjects of the policy are")
                + " not in the log: "
                + Counted.first(MAX_SUBJECTS, subjects, Subject::toString);
    }
}
