// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.manifest.internal.Placeholders;
import dev.kubeuser.rbac.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A file of manifests.
 *
 * @param name the name in messages and origins
 * @param text its content, with placeholders filled in
 * @param rendering how it was rendered, or {@code null} for a file as written
 * @param unfilled its content with placeholders; null if only a part of it is known
 * @param digest the digest of its roles and bindings, if another JVM read it; else null
 * @param bundle the bundle that it is in; null for another file
 */
record SourceFile(
        String name,
        String text,
        @Nullable Rendering rendering,
        @Nullable String unfilled,
        @Nullable String digest,
        @Nullable OlmBundle bundle) {

    /**
     * How a text was rendered.
     *
     * @param by what rendered it, for example {@code helm release operator}
     * @param templates the templates by the lines where what they render begins
     * @param counts decides which of the rendered objects are kept
     * @param origins where lines were written, by the line where what was written there begins; empty if only their
     *     templates are known
     * @param notes what was left out, in lines
     */
    record Rendering(
            String by,
            NavigableMap<Integer, String> templates,
            Predicate<ManifestObject> counts,
            NavigableMap<Integer, Origin> origins,
            List<String> notes) {

        /** A text without templates. */
        static Rendering plain(String by) {
            return of(by, new TreeMap<>());
        }

        /** A text of which each line is made from another one. */
        static Rendering of(String by, NavigableMap<Integer, Origin> origins) {
            return of(by, origins, List.of());
        }

        /** The same, of which something was left out. */
        static Rendering of(String by, NavigableMap<Integer, Origin> origins, List<String> notes) {
            return new Rendering(by, new TreeMap<>(), object -> true, origins, notes);
        }

        /** A line of an object, by the object's index, in a file with this name. */
        private Origin at(int line, int object, String file) {
            Map.Entry<Integer, Origin> written = origins.floorEntry(line);
            return written == null
                    ? new Origin(template(line, file), line, object, by, null)
                    : new Origin(written.getValue().file(), written.getValue().line(), object, null, null);
        }

        /** The template that rendered a line, or another name if none is known. */
        String template(int line, String otherwise) {
            Map.Entry<Integer, String> begin = templates.floorEntry(line);
            return begin == null ? otherwise : begin.getValue();
        }
    }

    private static final int LONGEST_QUOTE = 200;
    private static final String TEMPLATE = "{{";
    private static final String STANDARD_INPUT = "<stdin>";

    /** A file in which no placeholder is filled in yet. */
    SourceFile(String name, String text, @Nullable Rendering rendering) {
        this(name, text, rendering, text, null, null);
    }

    /** A file as written. */
    static SourceFile of(String name, String text) {
        return new SourceFile(name, text, null);
    }

    /** What came from the standard input: no file has it, so nothing can be changed in it. */
    static SourceFile ofStandardInput(String text) {
        return new SourceFile(STANDARD_INPUT, text, null, null, null, null);
    }

    boolean isStandardInput() {
        return name.equals(STANDARD_INPUT);
    }

    SourceFile in(OlmBundle other) {
        return new SourceFile(name, text, rendering, unfilled, digest, other);
    }

    /** What was left out when it was rendered, in lines. */
    List<String> notes() {
        return rendering == null ? List.of() : rendering.notes();
    }

    Origin at(int line) {
        return at(line, 0);
    }

    /** A line of an object, by the object's index. */
    Origin at(int line, int object) {
        return rendering == null ? new Origin(name, line, object, null, null) : rendering.at(line, object, name);
    }

    /** File and line of an offset in the text. */
    private Origin atOffset(int offset) {
        return at((int) text.substring(0, offset)
                        .chars()
                        .filter(each -> each == '\n')
                        .count()
                + 1);
    }

    SourceFile filledIn(Placeholders placeholders) {
        placeholders.missing(text).ifPresent(missing -> {
            throw new ManifestException(atOffset(missing.offset()) + ": " + missing.message());
        });
        return new SourceFile(name, placeholders.fillIn(text), rendering, unfilled, digest, bundle);
    }

    /** Whether the text is a template that was not rendered. */
    static boolean isTemplate(String text) {
        return text.contains(TEMPLATE);
    }

    /** Whether an object in it is kept: a chart has some that no installation leaves in a cluster. */
    boolean counts(ManifestObject object) {
        return rendering == null || rendering.counts().test(object);
    }

    /** The exception for a problem in a line. */
    ManifestException malformed(int line, String problem) {
        return malformed(line, problem, null);
    }

    /** The exception for a problem in a line, with the parser's exception as its cause. */
    ManifestException malformed(int line, String problem, @Nullable Throwable cause) {
        String message = Printable.name(at(line).toString()) + ": " + Printable.text(abbreviated(problem))
                + (rendering == null && isTemplate(line(line))
                        ? ". This looks like a template: name a Helm chart, as helm:CHART or by"
                                + " @KubeHelmChart, and render any other file"
                        : "");
        return cause == null ? new ManifestException(message) : new ManifestException(message, cause);
    }

    /**
     * The text of a line for a message; empty for a file outside of the working directory, or to which a link leads:
     * the author of the reference to the file may not be allowed to read it.
     */
    Optional<String> quote(int line) {
        return isElsewhere()
                ? Optional.empty()
                : Optional.of(abbreviated(line(line).strip()));
    }

    private boolean isElsewhere() {
        try {
            Path file = Path.of(name);
            Path here = Path.of("").toRealPath();
            return Files.exists(file)
                    && !(file.toRealPath().startsWith(here)
                            && file.toRealPath().equals(here.resolve(file).normalize()));
        } catch (IOException | InvalidPathException unknown) {
            return true;
        }
    }

    private String line(int number) {
        return text.lines().skip(number - 1L).findFirst().orElse("");
    }

    private static String abbreviated(String text) {
        return text.length() <= 2 * LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }
}
