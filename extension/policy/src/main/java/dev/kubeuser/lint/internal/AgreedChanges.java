// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.AcceptedLine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes to which somebody agreed, as a file has them, one a line. Each use is remembered. Not thread-safe. */
public final class AgreedChanges {

    private final Map<String, AcceptedLine> lines = new HashMap<>();
    private final Set<String> unused = new LinkedHashSet<>();

    private AgreedChanges(List<AcceptedLine> lines) {
        for (AcceptedLine line : lines) {
            String what = line.what().strip();
            this.lines.merge(what, line, AgreedChanges::longer);
            unused.add(what);
        }
    }

    private static AcceptedLine longer(AcceptedLine one, AcceptedLine other) {
        return one.until() == null || (other.until() != null && one.until().isAfter(other.until())) ? one : other;
    }

    public static AgreedChanges none() {
        return new AgreedChanges(List.of());
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or a line is malformed
     */
    public static AgreedChanges read(Path file) {
        return new AgreedChanges(
                AcceptedLine.parse(AcceptedLine.read(file, "nothing is agreed"), AgreedChanges::complete));
    }

    private static AcceptedLine complete(AcceptedLine line) {
        if (!line.what().matches(".* (gains?|loses?) .*")) {
            throw new IllegalArgumentException(
                    "it says neither who gains nor who loses something: copy a line that compare prints");
        }
        return line;
    }

    /** {@return until when and why a change is agreed; {@code null} if it is not} */
    @Nullable
    String agreed(String change) {
        AcceptedLine line = find(change);
        if (line == null || line.hasEnded()) {
            return null;
        }
        return ((line.until() == null ? "" : "until " + line.until())
                        + (line.reason() == null ? "" : " because " + line.reason()))
                .strip();
    }

    /** {@return the last day on which a change was agreed, if that is over; else {@code null}} */
    @Nullable
    String ended(String change) {
        AcceptedLine line = find(change);
        return line == null || !line.hasEnded()
                ? null
                : Objects.requireNonNull(line.until()).toString();
    }

    private @Nullable AcceptedLine find(String change) {
        String what = change.strip();
        unused.remove(what);
        return lines.get(what);
    }

    /** {@return the lines about which nothing was asked} */
    public List<String> unused() {
        return List.copyOf(unused);
    }
}
