// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of the command line.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it complained about
 */
record Run(int exitCode, String out, String err) {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");

    /** The words of a command line, as a shell takes them; each {@code %s} stands for one word, whatever is in it. */
    static String[] words(String commandLine, Object... operands) {
        Iterator<Object> next = List.of(operands).iterator();
        return WORD.matcher(commandLine)
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .map(word -> word.equals("%s") ? next.next().toString() : word)
                .toArray(String[]::new);
    }

    static Run of(String commandLine, Object... operands) {
        String[] arguments = words(commandLine, operands);
        return captured((out, err) -> KubeUserCommand.run(out, err, arguments));
    }

    /** In the JVM of a build tool, with its settings. */
    static Run of(Map<String, String> settings, String commandLine, Object... operands) {
        String[] arguments = words(commandLine, operands);
        return captured((out, err) -> KubeUserCommand.run(settings, out, err, arguments));
    }

    /** Another program, in a directory. */
    static Run of(Path directory, List<String> command) throws IOException, InterruptedException {
        Path err = Files.createTempFile("kubeuser-cli", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }

    /** In a JVM of its own, into whose standard input a file is piped. */
    static Run piped(Path input, String commandLine, Object... operands) throws IOException, InterruptedException {
        Path err = Files.createTempFile("kubeuser-cli", ".txt");
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(jvm(KubeUserCommand.class).stream(), Stream.of(words(commandLine, operands)))
                                    .toList())
                    .redirectInput(input.toFile())
                    .redirectError(err.toFile())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }

    /** The words that start a JVM like ours, in any directory. */
    static List<String> jvm(Class<?> main, String... options) {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString()),
                        Stream.of("-XX:TieredStopAtLevel=1", "-Dkubeuser.start-timeout=2m"),
                        Stream.of(options),
                        Stream.of("-cp", classPath, main.getName()))
                .flatMap(each -> each)
                .toList();
    }

    private static Run captured(ToIntBiFunction<PrintWriter, PrintWriter> command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = command.applyAsInt(new PrintWriter(out, true), new PrintWriter(err, true));
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** {@return this, whose exit code is the given one} */
    Run ended(int expected) {
        assertThat(exitCode).as(toString()).isEqualTo(expected);
        return this;
    }

    /**
     * Requires that it refused with these words, started nothing, and printed no command to a terminal or CI system.
     */
    Run mistaken(String... words) {
        assertThat(ended(2).err)
                .contains(words)
                .doesNotContain("\tat ", "\u001b", "\u202e", "\n::", "kubeuser: Kubernetes v");
        return this;
    }

    /** {@return what it printed in JSON} */
    JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }

    /** {@return the results of what it printed in SARIF} */
    List<JsonObject> results() {
        JsonObject run = json().getAsJsonArray("runs").get(0).getAsJsonObject();
        return run.getAsJsonArray("results").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
