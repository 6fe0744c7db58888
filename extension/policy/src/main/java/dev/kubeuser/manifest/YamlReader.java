// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.JsonValues;
import dev.kubeuser.manifest.internal.NodeText;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads the documents of a file, in YAML or JSON. */
final class YamlReader {

    /** The parser is slow with longer scalars, and the API server stores no longer object. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    /** How much aliases may repeat: a few lines can expand to billions of nodes. */
    private static final int MAX_REPEATED = 400_000;

    private static final long MAX_REPEATED_CHARACTERS = 16L * 1024 * 1024;

    private final SourceFile file;

    /** A policy repeats few texts many times, so equal ones are one. */
    private final Map<String, String> texts = new HashMap<>();

    private int repeated;
    private long repeatedCharacters;

    YamlReader(SourceFile file) {
        this.file = file;
    }

    /**
     * Reads one document after another.
     *
     * @throws ManifestException if the file is not YAML, or has what JSON cannot express
     */
    void forEach(Consumer<YamlDocument> action) {
        requireLinesOfText();
        JsonValues.in(file.text()).forEach(part -> read(part, action));
    }

    private void requireLinesOfText() {
        Iterator<String> lines = file.text().lines().iterator();
        for (int line = 1; lines.hasNext(); line++) {
            int length = lines.next().length();
            if (length > LONGEST_LINE) {
                throw file.malformed(
                        line,
                        "the line has " + length + " characters, and more than " + LONGEST_LINE
                                + " are not read: break it");
            }
        }
    }

    private void read(JsonValues.Part part, Consumer<YamlDocument> action) {
        String text = part.isJson() ? withoutEscapedSlashes(part.text()) : part.text();
        NodeText place = new NodeText(text, 0);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            Iterator<Event> events =
                    new Yaml(options).parse(new StringReader(text)).iterator();
            while (events.hasNext()) {
                if (events.next().is(Event.ID.DocumentStart)) {
                    action.accept(new YamlDocument(this, part.linesBefore(), place, events));
                }
            }
        } catch (MarkedYAMLException malformed) {
            Mark mark = malformed.getProblemMark();
            int line = part.linesBefore() + (mark == null ? 0 : mark.getLine()) + 1;
            throw notYaml(line, malformed.getProblem(), malformed);
        } catch (ReaderException unprintable) {
            throw malformed(
                    part.linesBefore() + lineOf(text, unprintable.getCodePoint()),
                    String.format(
                            "not YAML: the character U+%04X cannot stand here; remove it, or escape it in double"
                                    + " quotes",
                            unprintable.getCodePoint()),
                    unprintable);
        }
    }

    /** YAML 1.1 lacks this escape. */
    private static String withoutEscapedSlashes(String json) {
        return ESCAPE.matcher(json)
                .replaceAll(escape -> escape.group(1).equals("/") ? "/" : Matcher.quoteReplacement(escape.group()));
    }

    ManifestException notYaml(int line, String problem, @Nullable Throwable cause) {
        return malformed(
                line,
                "not YAML: " + problem
                        + file.quote(line).map(text -> ", in: " + text).orElse(""),
                cause);
    }

    ManifestException malformed(int line, String problem, @Nullable Throwable cause) {
        return file.malformed(line, problem, cause);
    }

    /** Counts a part that an alias repeats. */
    void repeat(int line, int characters) {
        repeated++;
        repeatedCharacters += characters;
        if (repeated > MAX_REPEATED || repeatedCharacters > MAX_REPEATED_CHARACTERS) {
            throw malformed(
                    line,
                    "excessive aliasing: aliases repeat too much of the document; write out what they repeat",
                    null);
        }
    }

    String shared(String text) {
        return texts.computeIfAbsent(text, same -> same);
    }

    private static int lineOf(String text, int character) {
        String before = text.substring(0, text.indexOf(character));
        return (int) before.chars().filter(each -> each == '\n').count() + 1;
    }
}
