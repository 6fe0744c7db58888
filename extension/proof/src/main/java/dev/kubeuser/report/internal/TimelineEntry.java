package dev.kubeuser.report.internal;

import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.credential.CertificateTimeline.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How a user got a certificate.
 *
 * @param timeline the steps, at least one
 */
record TimelineEntry(CertificateTimeline timeline) {

    /** Returns the entries with at least one step, in order of time. */
    static List<TimelineEntry> of(List<CertificateTimeline> timelines) {
        return timelines.stream()
                .filter(timeline -> !timeline.steps().isEmpty())
                .map(TimelineEntry::new)
                .sorted(Comparator.comparing(TimelineEntry::begin))
                .toList();
    }

    Instant begin() {
        return timeline.steps().get(0).at();
    }

    /** Returns the time from the first step to this one, in microseconds. */
    long micros(Step step) {
        return Duration.between(begin(), step.at()).toNanos() / 1000;
    }

    static String name(Step step) {
        return step.phase().name().toLowerCase(Locale.ROOT);
    }
}
