package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.NodeText;
import dev.kubeuser.manifest.internal.PlainScalar;
import java.io.StringReader;
import java.util.List;
import java.util.function.Consumer;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The parsed YAML documents of a file, with unresolved scalars. */
final class YamlDocuments {

    /** Marks a scalar without quotes or tag, which {@link PlainScalar} resolves. */
    static final Tag PLAIN = new Tag("!kubeuser/plain");

    /** The parser is slow with longer scalars, and the API server stores no longer object. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private final SourceFile file;

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
        NodeText text = new NodeText(part.text(), 0);
        try {
            for (Node root : parser().composeAll(new StringReader(part.text()))) {
                action.accept(new YamlDocument(file, part.linesBefore(), text, root));
            }
        } catch (MarkedYAMLException malformed) {
            Mark mark = malformed.getProblemMark();
            int line = part.linesBefore() + (mark == null ? 0 : mark.getLine()) + 1;
            String problem = "not YAML: " + malformed.getProblem() + ", in: " + file.quote(line);
            throw file.malformed(line, problem, malformed);
        } catch (ReaderException unprintable) {
            throw file.malformed(
                    lineOfUnprintable(part),
                    String.format(
                            "not YAML: the character U+%04X cannot stand here; remove it, or escape it in double"
                                    + " quotes",
                            unprintable.getCodePoint()),
                    unprintable);
        } catch (YAMLException tooDeep) {
            throw file.malformed(lineOfDepth(part), "nested deeper than " + Expansion.DEPTH + " levels", tooDeep);
        }
    }

    private static Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(Expansion.DEPTH);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new PlainResolver());
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

    /** The parser does not report this line. */
    private static int lineOfDepth(TextPart part) {
        int depth = 0;
        for (Event event : parser().parse(new StringReader(part.text()))) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > Expansion.DEPTH) {
                return part.linesBefore() + event.getStartMark().getLine() + 1;
            }
        }
        return part.linesBefore() + 1;
    }

    private static final class PlainResolver extends Resolver {
        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            if (kind != NodeId.scalar) {
                return super.resolve(kind, value, implicit);
            }
            return implicit ? PLAIN : Tag.STR;
        }
    }
}
