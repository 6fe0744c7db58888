// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A committed file with what a test found once, to compare with what it finds now.
 *
 * @param file the file, from the directory that tests run in
 * @param what what it holds, for messages, for example {@code access}
 */
public record Golden(Path file, String what) {

    /** A system property of the test's JVM; never set in a file, which would switch the comparison off for good. */
    private static final String SETTING = "kubeuser.golden";

    /** The option of the tests' command that makes them write golden files. */
    public static final String UPDATE_OPTION = "-D" + SETTING + "=update";

    /** Whether golden files are compared or written. */
    public enum Mode {
        COMPARE,
        UPDATE;

        public static Mode current() {
            String written = System.getProperty(SETTING, "compare");
            try {
                return parse(written);
            } catch (IllegalArgumentException mistake) {
                throw new IllegalArgumentException(SETTING + "=" + written + ": " + mistake.getMessage(), mistake);
            }
        }

        /** Reads the value of the setting; the caller's message names the setting. */
        public static Mode parse(String written) {
            return switch (written) {
                case "compare" -> COMPARE;
                case "update" -> UPDATE;
                default ->
                    throw new IllegalArgumentException("write update to write golden files, or compare, the default");
            };
        }
    }

    /**
     * Compares the file with what was found, or writes it.
     *
     * @param mode which of both
     * @param text what was found, as the file should have it
     * @param shown the same in lines for people, shown if there is no file
     * @param differences the lines that show how the file differs; empty if it has the same content. Asked only if
     *     there is a file
     * @return the lines of the failure, if there is one
     * @throws UncheckedIOException if the file cannot be written
     */
    public Optional<List<String>> check(
            Mode mode, String text, List<String> shown, Supplier<Optional<List<String>>> differences) {
        if (mode == Mode.UPDATE) {
            TextFile.write(file, text);
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(List.of("Expecting " + what + " to be as in " + file));
        if (!Files.exists(file)) {
            lines.add("but the file does not exist. " + howToWrite("it") + ":");
            lines.addAll(shown);
            return Optional.of(lines);
        }
        return differences.get().map(found -> {
            lines.addAll(found);
            lines.add(howToWriteAgain("the file"));
            return lines;
        });
    }

    /** {@return the text of the file, which exists} */
    public String read() {
        try {
            return TextFile.read(file).replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be read: " + failure.getMessage(), failure);
        }
    }

    /** {@return what to do where nothing is written yet} */
    public static String howToWrite(String what) {
        return "Write " + what + " with " + UPDATE_OPTION + ", review it and commit it";
    }

    /** {@return what to do where something else is written} */
    public static String howToWriteAgain(String what) {
        return "If this is intended, write " + what + " again with " + UPDATE_OPTION + " and commit it.";
    }
}
