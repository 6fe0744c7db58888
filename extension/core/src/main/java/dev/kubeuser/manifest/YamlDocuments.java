package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.NodeText;
import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** The YAML documents of a file. */
final class YamlDocuments {

    /** The parser is slow with longer scalars, and the API server stores no longer object. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private final SourceFile file;
    private final Scalars scalars = new Scalars();

    YamlDocuments(SourceFile file) {
        this.file = file;
    }

    void forEach(Consumer<YamlDocument> action) {
        requireLinesOfText();
        List<TextPart> parts =
                JsonText.isJson(file.text()) ? JsonText.values(file.text()) : List.of(new TextPart(0, file.text()));
        parts.forEach(part -> read(part, action));
    }

    private void requireLinesOfText() {
        int begin = 0;
        for (int line = 1; begin < file.text().length(); line++) {
            int newline = file.text().indexOf('\n', begin);
            int end = newline < 0 ? file.text().length() : newline;
            if (end - begin > LONGEST_LINE) {
                throw file.malformed(
                        line,
                        "the line has " + (end - begin) + " characters, and more than " + LONGEST_LINE
                                + " are not read: break it");
            }
            begin = end + 1;
        }
    }

    private void read(TextPart part, Consumer<YamlDocument> action) {
        try {
            Iterator<Event> events =
                    parser().parse(new StringReader(part.text())).iterator();
            NodeText text = new NodeText(part.text(), 0);
            while (events.hasNext()) {
                if (events.next().is(Event.ID.DocumentStart)) {
                    action.accept(new YamlDocument(file, part.linesBefore(), text, scalars, events));
                }
            }
        } catch (MarkedYAMLException malformed) {
            Mark mark = malformed.getProblemMark();
            int line = part.linesBefore() + (mark == null ? 0 : mark.getLine()) + 1;
            throw notYaml(file, line, malformed.getProblem(), malformed);
        } catch (ReaderException unprintable) {
            throw file.malformed(
                    lineOfUnprintable(part),
                    String.format(
                            "not YAML: the character U+%04X cannot stand here; remove it, or escape it in double"
                                    + " quotes",
                            unprintable.getCodePoint()),
                    unprintable);
        }
    }

    static ManifestException notYaml(SourceFile file, int line, String problem, @Nullable Throwable cause) {
        return file.malformed(
                line,
                "not YAML: " + problem
                        + file.quote(line).map(text -> ", in: " + text).orElse(""),
                cause);
    }

    private static Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return new Yaml(options);
    }

    private static int lineOfUnprintable(TextPart part) {
        int line = part.linesBefore() + 1;
        for (int offset = 0; offset < part.text().length(); ) {
            int c = part.text().codePointAt(offset);
            if (!StreamReader.isPrintable(c)) {
                return line;
            }
            line += c == '\n' ? 1 : 0;
            offset += Character.charCount(c);
        }
        return line;
    }
}
