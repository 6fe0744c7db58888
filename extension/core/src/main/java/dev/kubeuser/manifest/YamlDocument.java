package dev.kubeuser.manifest;

import dev.kubeuser.manifest.internal.NodeText;
import org.yaml.snakeyaml.nodes.Node;

/**
 * One document of a file.
 *
 * @param file the file that holds it
 * @param linesBefore how many lines of the file precede the text that was parsed
 * @param text the text that was parsed
 * @param root its root node
 */
record YamlDocument(SourceFile file, int linesBefore, NodeText text, Node root) {

    /** The line of the file on which a node begins. */
    int line(Node node) {
        return linesBefore + node.getStartMark().getLine() + 1;
    }

    ManifestException malformed(Node node, String problem) {
        return file.malformed(line(node), problem);
    }
}
