// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.AcceptedLine;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The accepted changes of a file that also lists accepted risks, one a line. Each use is remembered. Not thread-safe.
 */
public final class AcceptedChanges {

    private final Map<String, AcceptedLine> lines = new HashMap<>();
    private final Set<String> unused = new LinkedHashSet<>();

    private AcceptedChanges(List<AcceptedLine> lines) {
        for (AcceptedLine line : lines) {
            String what = line.what().strip();
            this.lines.merge(what, line, AcceptedChanges::longer);
            unused.add(what);
        }
    }

    private static AcceptedLine longer(AcceptedLine one, AcceptedLine other) {
        return one.until() == null || (other.until() != null && one.until().isAfter(other.until())) ? one : other;
    }

    public static AcceptedChanges none() {
        return new AcceptedChanges(List.of());
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or a line is malformed
     */
    public static AcceptedChanges read(Path file) {
        List<AcceptedLine> lines =
                AcceptedLine.parse(AcceptedLine.read(file, "nothing is accepted"), AcceptedChanges::complete);
        return new AcceptedChanges(
                lines.stream().filter(AcceptedLine::isOfChange).toList());
    }

    private static AcceptedLine complete(AcceptedLine line) {
        if (!line.isOfChange()) {
            try {
                AcceptedRisks unused = AcceptedRisks.parse(Stream.of(line.what()));
            } catch (IllegalArgumentException other) {
                throw new IllegalArgumentException(
                        "it says neither who gains nor who loses something, nor is it a risk: copy a line that compare"
                                + " or lint prints",
                        other);
            }
        }
        return line;
    }

    /** {@return until when and why a change is accepted; {@code null} if it is not} */
    @Nullable
    String accepted(String change) {
        AcceptedLine line = find(change);
        if (line == null || line.hasEnded()) {
            return null;
        }
        return ((line.until() == null ? "" : "until " + line.until())
                        + (line.reason() == null ? "" : " because " + line.reason()))
                .strip();
    }

    /** {@return the last day on which a change was accepted, if that is over; else {@code null}} */
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
