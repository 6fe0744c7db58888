package dev.kubeuser.report.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as later ones are compared with it.
 *
 * @param date when its report was written, in UTC
 * @param commit the commit, or {@code null} if it is unknown
 * @param figures its figures by their names
 */
record TrendPoint(String date, @Nullable String commit, Map<String, Long> figures) {

    static TrendPoint of(BuildFacts build, Figures figures) {
        return new TrendPoint(build.date(), build.commit(), figures.byName());
    }

    /** Returns the date and the beginning of the commit, for example {@code 2026-11-26T08:15:00Z (6eb78c0)}. */
    String when() {
        return date + (commit == null ? "" : " (" + commit.substring(0, 7) + ")");
    }
}
