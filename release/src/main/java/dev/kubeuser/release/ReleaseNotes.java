// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The notes of a release: the section of CHANGELOG.md that is headed by its version and date. A pre-release such as
 * {@code 0.1.0-rc.1} has no section of its own; its notes are what is still unreleased.
 *
 * <p>One file without dependencies, so that {@code java ReleaseNotes.java 0.1.0 CHANGELOG.md} prints them.
 */
final class ReleaseNotes {

    private static final Pattern HEADING = Pattern.compile("## \\[([^]]+)](?: - (\\S+))?\\s*");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LINK = Pattern.compile("\\[[^]]+]: .*");
    private static final String UNRELEASED = "Unreleased";

    private ReleaseNotes() {}

    public static void main(String[] arguments) throws IOException {
        try {
            System.out.println(of(arguments[0], Files.readString(Path.of(arguments[1]))));
        } catch (IllegalArgumentException unusable) {
            System.err.println(unusable.getMessage());
            System.exit(1);
        }
    }

    /** @throws IllegalArgumentException if the changelog has no notes for that version, or they lack a date */
    static String of(String version, String changelog) {
        String heading = version.contains("-") ? UNRELEASED : version;
        List<String> lines = changelog.lines().toList();
        int begin = 0;
        while (begin < lines.size() && !isHeadingOf(heading, lines.get(begin))) {
            begin++;
        }
        if (begin == lines.size()) {
            throw new IllegalArgumentException("CHANGELOG.md has no section [" + heading + "]: rename [" + UNRELEASED
                    + "] to [" + heading + "] - YYYY-MM-DD, and begin a new [" + UNRELEASED + "] above it.");
        }
        requireDate(heading, lines.get(begin));
        String notes = section(lines.subList(begin + 1, lines.size()));
        if (notes.lines().noneMatch(line -> line.startsWith("- "))) {
            throw new IllegalArgumentException(
                    "The section [" + heading + "] of CHANGELOG.md lists no change: there is nothing to release.");
        }
        return notes;
    }

    private static boolean isHeadingOf(String version, String line) {
        Matcher heading = HEADING.matcher(line);
        return heading.matches() && heading.group(1).equals(version);
    }

    private static void requireDate(String version, String line) {
        Matcher heading = HEADING.matcher(line);
        boolean dated = heading.matches()
                && heading.group(2) != null
                && DATE.matcher(heading.group(2)).matches();
        if (!version.equals(UNRELEASED) && !dated) {
            throw new IllegalArgumentException("The section [" + version + "] of CHANGELOG.md has no date: write ## ["
                    + version + "] - YYYY-MM-DD.");
        }
    }

    /** The links of a Keep a Changelog file stand below the last section and belong to none. */
    private static String section(List<String> lines) {
        return lines.stream()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> !LINK.matcher(line).matches())
                .reduce("", (all, line) -> all + line + "\n")
                .strip();
    }
}
