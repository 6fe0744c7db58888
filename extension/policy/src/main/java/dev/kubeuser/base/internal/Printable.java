// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes foreign text safe for messages: names in a policy may hold anything. Characters that a terminal or an editor
 * would obey instead of showing become escapes, such as {@code \n}, {@code \x1b} or <code>&#92;u202e</code>.
 */
public final class Printable {

    /** Text at the start of a line that CI systems interpret as commands. */
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?=\\s*(?:::|##\\w*\\[))");

    private static final int LONGEST_HALF = 200;

    private Printable() {}

    /**
     * {@return a text on one line}
     *
     * @param text for example a name
     */
    public static String text(String text) {
        return escaped(text, false);
    }

    /**
     * {@return a name or a path on one line; the middle of a very long one is left out}
     *
     * @param name the name, which may be longer than any file system takes
     */
    public static String name(String name) {
        return text(
                name.length() <= 2 * LONGEST_HALF
                        ? name
                        : name.substring(0, LONGEST_HALF) + "..." + name.substring(name.length() - LONGEST_HALF));
    }

    /**
     * {@return a text that keeps its line breaks, without lines that a CI system takes for commands}
     *
     * @param text for example the message of a server
     */
    public static String lines(String text) {
        return COMMAND.matcher(escaped(text, true)).replaceAll("\\\\");
    }

    /**
     * {@return names in brackets, those with a comma in quotes: they would be taken for several}
     *
     * @param names the names
     */
    public static String list(Collection<String> names) {
        return text(names.stream()
                .map(name -> name.contains(",") ? "\"" + name + "\"" : name)
                .collect(Collectors.joining(", ", "[", "]")));
    }

    private static String escaped(String text, boolean withLines) {
        if (text.codePoints().noneMatch(Printable::isObeyed)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(character -> {
            boolean isShown = !isObeyed(character) || (withLines && (character == '\n' || character == '\t'));
            shown.append(isShown ? Character.toString(character) : escape(character));
        });
        return shown.toString();
    }

    /** Control characters, direction marks, line separators. */
    private static boolean isObeyed(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /**
     * {@return the escape of a character, as Go and many other languages write it}
     *
     * @param character a code point
     */
    public static String escape(int character) {
        return switch (character) {
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x0B -> "\\v";
            default -> escapeByNumber(character);
        };
    }

    private static String escapeByNumber(int character) {
        if (character < ' ' || character == 0x7F) {
            return "\\x%02x".formatted(character);
        }
        return (character > Character.MAX_VALUE ? "\\U%08x" : "\\u%04x").formatted(character);
    }
}
