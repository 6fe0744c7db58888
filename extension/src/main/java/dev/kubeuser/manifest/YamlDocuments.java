package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.PlainScalar;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** The YAML documents of a file, parsed but with unresolved scalars. */
final class YamlDocuments {

    /** Marks a scalar without quotes and tag, which {@link PlainScalar} resolves. */
    static final Tag PLAIN = new Tag("!kubeuser/plain");

    /** Schemas of custom resources exceed the parser's defaults, which guard against untrusted input. */
    private static final int DEPTH = 500;

    private static final int ALIASES = 10_000;

    private final SourceFile file;

    YamlDocuments(SourceFile file) {
        this.file = file;
    }

    List<Node> nodes() {
        List<String> texts = JsonText.isJson(file.text()) ? JsonText.values(file.text()) : List.of(file.text());
        List<Node> nodes = new ArrayList<>();
        try {
            for (String text : texts) {
                parser().composeAll(new StringReader(text)).forEach(nodes::add);
            }
            return nodes;
        } catch (MarkedYAMLException malformed) {
            throw new ManifestException(describe(malformed), malformed);
        } catch (YAMLException malformed) {
            throw new ManifestException(file.name() + ": " + malformed.getMessage(), malformed);
        }
    }

    private static Yaml parser() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(DEPTH);
        options.setMaxAliasesForCollections(ALIASES);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new PlainResolver());
    }

    private String describe(MarkedYAMLException malformed) {
        int index = malformed.getProblemMark() == null
                ? 0
                : malformed.getProblemMark().getLine();
        String line = file.text().lines().skip(index).findFirst().orElse("");
        return file.at(index + 1) + ": not YAML: " + malformed.getProblem() + ", in: " + line.strip()
                + (line.contains("{{")
                        ? "\nThis looks like a Helm template: apply the output of \"helm template\""
                        : "");
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
