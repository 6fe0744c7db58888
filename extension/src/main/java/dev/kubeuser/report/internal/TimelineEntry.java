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

    /** Returns the time from the first step to the last, in milliseconds with one decimal. */
    String total() {
        return millis(last());
    }

    private Step last() {
        return timeline.steps().get(timeline.steps().size() - 1);
    }

    /** Returns the time from the first step to this one, in milliseconds with one decimal. */
    String millis(Step step) {
        return String.format(Locale.ROOT, "%.1f", micros(step) / 1000.0);
    }

    private long micros(Step step) {
        return Duration.between(begin(), step.at()).toNanos() / 1000;
    }

    /** Returns the position of a step on a line from 0 to 100. */
    String position(Step step) {
        long whole = Math.max(1, micros(last()));
        return String.format(Locale.ROOT, "%.1f", 100.0 * micros(step) / whole);
    }

    static String name(Step step) {
        return step.phase().name().toLowerCase(Locale.ROOT);
    }
}
