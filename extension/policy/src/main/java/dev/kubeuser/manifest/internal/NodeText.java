package dev.kubeuser.manifest.internal;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where the parts of YAML are in a text. For one thread. */
public final class NodeText {

    private final String text;

    /** The place that was asked for last: the next one is near, and marks count code points. */
    private int position;

    private int codePoints;

    /**
     * Creates one.
     *
     * @param text the whole text
     * @param offset where the part begins that was parsed
     */
    public NodeText(String text, int offset) {
        this.text = text;
        this.position = offset;
    }

    public String text() {
        return text;
    }

    /**
     * {@return a part without what else stands on its lines: blanks take the place of what is before it, and what follows
     * is cut off unless it is a comment}
     *
     * @param start where the part begins
     * @param end where it ends, perhaps with blanks before that
     */
    public String alone(int start, int end) {
        int last = end;
        while (last > start && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        String own = between(start, endsLine(last) ? nextLine(last) : last).stripTrailing();
        return own.indexOf('\n') < 0 ? own : between(lineStart(start), start).replaceAll("[^\t]", " ") + own;
    }

    public int start(Node node) {
        return at(node.getStartMark().getIndex());
    }

    /** Returns where a node ends: behind its last character, without comments and blank lines that follow it. */
    public int end(Node node) {
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

    /** Returns the offset of a code point: the parser counts those. */
    public int at(int index) {
        position = text.offsetByCodePoints(position, index - codePoints);
        codePoints = index;
        return position;
    }

    public int lineStart(int position) {
        return text.lastIndexOf('\n', position - 1) + 1;
    }

    /** Returns the beginning of the next line. */
    public int nextLine(int position) {
        int newline = text.indexOf('\n', position);
        return newline < 0 ? text.length() : newline + 1;
    }

    public String between(int start, int end) {
        return text.substring(start, end);
    }

    public boolean isBlank(int start, int end) {
        return between(start, end).isBlank();
    }

    /** Whether nothing but blanks and a comment follow on the line. */
    public boolean endsLine(int position) {
        int after = position;
        while (after < text.length() && text.charAt(after) != '\n' && Character.isWhitespace(text.charAt(after))) {
            after++;
        }
        return after == text.length() || text.charAt(after) == '\n' || text.charAt(after) == '#';
    }

    /** Returns a value in the quotes of a scalar. */
    public String like(ScalarNode scalar, String value) {
        String quote = switch (scalar.getScalarStyle()) {
            case DOUBLE_QUOTED -> "\"";
            case SINGLE_QUOTED -> "'";
            default -> "";
        };
        return quote + value + quote;
    }
}
