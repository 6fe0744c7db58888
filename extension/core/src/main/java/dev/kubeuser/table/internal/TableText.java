// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.table.internal;

import com.google.gson.JsonArray;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.ConfigurationDocument;
import dev.kubeuser.manifest.ManifestException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The text of a table.
 *
 * @param name of its resource or file, for messages
 * @param text all of it
 */
public record TableText(String name, String text) {

    /** Aliases let a short table stand for a million lines. */
    private static final long MAX_LINES = 100_000;

    /**
     * Reads a resource.
     *
     * @param test the test class that the name is relative to
     * @throws ConfigurationException if it is missing or cannot be read
     */
    public static TableText nextTo(Class<?> test, String name) {
        URL resource = test.getResource(name);
        if (resource == null) {
            throw new ConfigurationException(
                    "There is no table " + name + " beside class " + test.getName()
                            + "; with a / before it, it is looked for from the root of the class path",
                    null);
        }
        return read(name, () -> TextFile.read(resource));
    }

    /**
     * Reads a file.
     *
     * @throws ConfigurationException if it is missing or cannot be read
     */
    public static TableText of(Path file) {
        return read(Printable.text(file.toString()), () -> TextFile.read(file));
    }

    private interface Source {
        String read() throws IOException;
    }

    private static TableText read(String name, Source source) {
        try {
            return new TableText(name, source.read());
        } catch (IOException failure) {
            throw new ConfigurationException(
                    "The table " + name + " could not be read: " + failure.getMessage(), failure);
        }
    }

    /**
     * Reads the lines of all cases.
     *
     * @param keys what each case has, for messages
     * @param placeholders the placeholders for names of namespaces
     * @param lines makes the lines of a case
     * @throws ConfigurationException if a case is malformed, or there is none
     */
    <T> List<T> lines(String keys, Map<String, String> placeholders, Function<YamlPart, Stream<? extends T>> lines) {
        try {
            List<T> read = ConfigurationDocument.parse(name, text).stream()
                    .flatMap(document -> cases(document, keys, placeholders))
                    .<T>flatMap(lines)
                    .limit(MAX_LINES + 1)
                    .toList();
            if (read.size() > MAX_LINES) {
                throw new ConfigurationException(
                        "The table " + name + " stands for more than " + MAX_LINES
                                + " lines: write fewer values, or several tables",
                        null);
            }
            if (read.isEmpty()) {
                throw new ConfigurationException("The table " + name + " has no cases, so nothing is tested", null);
            }
            return read;
        } catch (ManifestException malformed) {
            throw new ConfigurationException(String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private static Stream<YamlPart> cases(
            ConfigurationDocument document, String keys, Map<String, String> placeholders) {
        if (!(document.json() instanceof JsonArray cases)) {
            throw document.malformed(
                    "",
                    "a table is a list of cases in YAML, each with " + keys + "; this is "
                            + (document.json().isJsonObject() ? "a mapping" : "text"));
        }
        return IntStream.range(0, cases.size())
                .mapToObj(index -> new YamlPart(document, "[" + index + "]", cases.get(index), placeholders));
    }
}
