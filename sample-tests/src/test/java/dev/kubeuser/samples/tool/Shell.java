// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs programs in a directory, which is also their home: they find nobody's own settings there, and leave nothing
 * anywhere else. Immutable.
 */
public final class Shell {

    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern PLACE = Pattern.compile("%s");

    private final Path directory;
    private final Map<String, String> variables;
    private final String input;

    /**
     * Opens a shell.
     *
     * @param directory where programs run
     */
    public Shell(Path directory) {
        this(directory, Map.of(), "");
    }

    private Shell(Path directory, Map<String, String> variables, String input) {
        this.directory = directory;
        this.variables = Map.copyOf(variables);
        this.input = input;
    }

    /**
     * {@return a shell with one more variable, as after {@code export}}
     *
     * @param variable its name
     * @param value its value
     */
    public Shell export(String variable, Object value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(variable, value.toString());
        return new Shell(directory, more, input);
    }

    /**
     * {@return a shell whose programs read a text, as behind {@code cat |}}
     *
     * @param text for their standard input
     */
    public Shell cat(String text) {
        return new Shell(directory, variables, text);
    }

    /**
     * {@return what a program wrote to its standard output}
     *
     * @param command the program and its arguments, with {@code %s} for what is not known before or has spaces
     * @param values one for each {@code %s}
     * @throws AssertionError if it did not end with exit code 0
     */
    public String run(String command, Object... values) {
        return attempt(command, values).output();
    }

    /**
     * {@return how a program ended}
     *
     * @param command the program and its arguments, with {@code %s} for what is not known before or has spaces
     * @param values one for each {@code %s}
     */
    public Outcome attempt(String command, Object... values) {
        List<String> words = words(command, List.of(values).iterator());
        try {
            return execute(words);
        } catch (IOException failure) {
            throw new UncheckedIOException(words + " could not be run", failure);
        }
    }

    /** Split first, filled then: a value stays one word. */
    private static List<String> words(String command, Iterator<Object> values) {
        return Arrays.stream(SPACES.split(command.strip()))
                .map(word -> PLACE.matcher(word)
                        .replaceAll(
                                place -> Matcher.quoteReplacement(values.next().toString())))
                .toList();
    }

    /** Through files, for a pipe that nobody reads blocks its writer. */
    private Outcome execute(List<String> command) throws IOException {
        Path in = Files.writeString(Files.createTempFile(directory, "stdin", null), input);
        Path out = Files.createTempFile(directory, "stdout", null);
        Path err = Files.createTempFile(directory, "stderr", null);
        int exitCode = exitCode(start(command, in.toFile(), out.toFile(), err.toFile()), command);
        return new Outcome(command, exitCode, Files.readString(out), Files.readString(err));
    }

    private Process start(List<String> command, File in, File out, File err) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(in)
                .redirectOutput(out)
                .redirectError(err);
        // A proxy cannot reach a cluster on this machine.
        builder.environment()
                .keySet()
                .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static int exitCode(Process process, List<String> command) {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new AssertionError(command + " did not end within " + PATIENCE_SECONDS + " s");
    }
}
