// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file: what is accepted, for how long, and why, as in {@code secrets-read until 2027-03-31 because the new
 * pipeline needs it}. Blank lines and lines that begin with {@code #} are ignored.
 *
 * @param what what is accepted
 * @param until the last day on which the line has effect, in the time zone of this JVM; {@code null} for no limit
 * @param reason why, or {@code null}
 */
public record AcceptedLine(
        String what, @Nullable LocalDate until, @Nullable String reason) {

    private static final Pattern LINE =
            Pattern.compile("(?<what>.+?)(?:\\s+until\\s+(?<until>\\S+))?(?:\\s+because\\s+(?<reason>.*))?");

    private static final Pattern CHANGE =
            Pattern.compile("(User|Group|ServiceAccount|Role|ClusterRole) .* (gains?|loses?) .*");

    /**
     * {@return the lines of a file}
     *
     * @param file a text file in UTF-8
     * @param nothing the meaning of an empty file, for the advice to make one, as in {@code nothing is accepted}
     * @throws IllegalArgumentException if it cannot be read
     */
    public static Stream<String> read(Path file, String nothing) {
        try {
            return TextFile.read(file).lines();
        } catch (IOException unreadable) {
            String advice = Files.notExists(file) ? "; make an empty one if " + nothing : "";
            throw new IllegalArgumentException(unreadable.getMessage() + advice, unreadable);
        }
    }

    /**
     * {@return the parsed lines of a text, in order}
     *
     * @param lines the lines
     * @param meaning what a line means
     * @throws IllegalArgumentException if a line is malformed, or the meaning throws it; the message quotes the line
     */
    public static <T> List<T> parse(Stream<String> lines, Function<AcceptedLine, T> meaning) {
        return lines.map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> parse(line, meaning))
                .toList();
    }

    private static <T> T parse(String line, Function<AcceptedLine, T> meaning) {
        try {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException("it names nothing");
            }
            return meaning.apply(
                    new AcceptedLine(parts.group("what"), date(parts.group("until")), parts.group("reason")));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the line \"" + line + "\": " + malformed.getMessage(), malformed);
        }
    }

    private static @Nullable LocalDate date(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("\"" + text + "\" is not a date; write it as in 2027-03-31", malformed);
        }
    }

    /**
     * Adds lines at the end of a file, which is created with its directory if it does not exist.
     *
     * @param lines the lines
     * @throws IllegalArgumentException if it cannot be written
     */
    public static void append(Path file, List<String> lines) {
        try {
            String before = Files.exists(file) ? TextFile.read(file) : "";
            String separator = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
            String added = separator + String.join("\n", lines) + "\n";
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.writeString(file, added, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new IllegalArgumentException("it cannot be written: " + TextFile.reason(failure), failure);
        }
    }

    /** {@return whether it is about a gain or a loss by a change of a policy, instead of what a policy has} */
    public boolean isOfChange() {
        return CHANGE.matcher(what).matches();
    }

    /** {@return whether its last day is over} */
    public boolean hasEnded() {
        return until != null && LocalDate.now(ZoneId.systemDefault()).isAfter(until);
    }
}
