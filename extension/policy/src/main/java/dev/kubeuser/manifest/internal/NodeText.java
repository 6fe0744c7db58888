// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
     * {@return a part without what else stands on its lines: blanks take the place of what is before it, and what
     * follows is cut off unless it is a comment}
     *
     * @param start where the part begins
     * @param end where it ends, including blanks before that
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

    /**
     * Resolves unquoted scalars as in kubectl's dialect of YAML 1.1: {@code y} and {@code on} are true, {@code 0755} is
     * octal, {@code 1e3} is a number; timestamps and {@code 12:30:45} are text.
     *
     * @see <a href="https://pkg.go.dev/sigs.k8s.io/yaml">sigs.k8s.io/yaml</a>
     */
    public static final class PlainScalar {

        private static final Set<String> TRUE =
                Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
        private static final Set<String> FALSE =
                Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
        private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
        private static final Pattern NOT_FINITE = Pattern.compile("\\.(nan|NaN|NAN)|[-+]?\\.(inf|Inf|INF)");

        /**
         * A sign, and digits by their radix, without leading zeros. No longer integer fits into 64 bits, and computing
         * one with millions of digits takes minutes.
         */
        private static final Pattern INTEGER = Pattern.compile("([-+]?)(?:0[xX](?=[0-9a-fA-F])0*+([0-9a-fA-F]{0,64})"
                + "|0[bB](?=[01])0*+([01]{0,64})|0[oO]?(?=[0-7])0*+([0-7]{0,64})|(0|[1-9][0-9]{0,63}))");

        private static final List<Integer> RADIX = List.of(16, 2, 8, 10);
        private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

        private PlainScalar() {}

        /**
         * {@return the value of a scalar}
         *
         * @param text the text in the file
         * @throws IllegalArgumentException if JSON cannot express the value, such as {@code .inf}
         */
        public static JsonElement resolve(String text) {
            if (NULL.contains(text)) {
                return JsonNull.INSTANCE;
            }
            if (TRUE.contains(text) || FALSE.contains(text)) {
                return new JsonPrimitive(TRUE.contains(text));
            }
            if (NOT_FINITE.matcher(text).matches()) {
                throw new IllegalArgumentException(text + " has no counterpart in JSON; quote it if you mean text");
            }
            Number number = number(text);
            return number == null ? new JsonPrimitive(text) : new JsonPrimitive(number);
        }

        private static @Nullable Number number(String text) {
            if (text.isEmpty() || "0123456789+-.".indexOf(text.charAt(0)) < 0) {
                return null;
            }
            String digits = text.replace("_", "");
            BigInteger integer = integer(digits);
            if (integer != null && integer.bitLength() < Long.SIZE) {
                return integer;
            }
            if (integer != null && integer.signum() > 0 && integer.bitLength() == Long.SIZE) {
                return decimal(integer.doubleValue());
            }
            return FLOAT.matcher(digits).matches() ? decimal(Double.parseDouble(digits)) : null;
        }

        private static @Nullable BigInteger integer(String written) {
            Matcher integer = INTEGER.matcher(written);
            if (integer.matches()) {
                for (int index = 0; index < RADIX.size(); index++) {
                    String digits = integer.group(index + 2);
                    if (digits != null) {
                        return new BigInteger(integer.group(1) + "0" + digits, RADIX.get(index));
                    }
                }
            }
            return null;
        }

        /** Like Go, writes a whole number without a decimal point, so that an integer field takes it. */
        private static @Nullable BigDecimal decimal(double value) {
            if (Double.isInfinite(value)) {
                return null;
            }
            BigDecimal shortest = BigDecimal.valueOf(value);
            boolean whole = value == Math.rint(value) && Math.abs(value) < 1e21;
            return whole ? shortest.setScale(0) : shortest;
        }
    }
}
