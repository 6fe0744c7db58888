package dev.kubeuser.manifest.internal;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Where nodes are in a text.
 *
 * @param text the whole text
 * @param offset where the part begins that was parsed
 */
record NodeText(String text, int offset) {

    int start(Node node) {
        return at(node.getStartMark().getIndex());
    }

    /** Returns where a node ends: behind its last character, without comments and blank lines that follow it. */
    int end(Node node) {
        if (isBlock(node)
                && node instanceof MappingNode mapping
                && !mapping.getValue().isEmpty()) {
            NodeTuple last = mapping.getValue().get(mapping.getValue().size() - 1);
            return Math.max(end(last.getKeyNode()), end(last.getValueNode()));
        }
        if (isBlock(node)
                && node instanceof SequenceNode list
                && !list.getValue().isEmpty()) {
            return end(list.getValue().get(list.getValue().size() - 1));
        }
        int end = at(node.getEndMark().getIndex());
        while (end > start(node) && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isBlock(Node node) {
        return node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() != DumperOptions.FlowStyle.FLOW;
    }

    /** Marks count code points. */
    private int at(int codePoints) {
        return text.offsetByCodePoints(offset, codePoints);
    }

    int lineStart(int position) {
        return text.lastIndexOf('\n', position - 1) + 1;
    }

    /** Returns the beginning of the next line. */
    int nextLine(int position) {
        int newline = text.indexOf('\n', position);
        return newline < 0 ? text.length() : newline + 1;
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    boolean isBlank(int start, int end) {
        return between(start, end).isBlank();
    }

    /** Whether nothing but blanks and a comment follow on the line. */
    boolean endsLine(int position) {
        String rest = between(position, nextLine(position)).strip();
        return rest.isEmpty() || rest.startsWith("#");
    }

    /** Returns a value in the quotes of a scalar. */
    String like(ScalarNode scalar, String value) {
        String quote = switch (scalar.getScalarStyle()) {
            case DOUBLE_QUOTED -> "\"";
            case SINGLE_QUOTED -> "'";
            default -> "";
        };
        return quote + value + quote;
    }
}
