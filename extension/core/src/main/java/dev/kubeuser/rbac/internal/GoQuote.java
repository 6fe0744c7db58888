package dev.kubeuser.rbac.internal;

import dev.kubeuser.base.internal.Printable;
import java.util.BitSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quotes text as Go's {@code %q} does, because the API server writes names that way. */
public final class GoQuote {

    /** A pattern for quoted text with escaped quotes; its group is the text. */
    public static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)+)\"";

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))");

    /** Characters that Go 1.26 prints, by Unicode 15, and that Java 17 does not know. */
    private static final BitSet NEWER = ranges("""
            61d 870-88e 898-89f 8b5 8c8-8d2 c3c c5d cdd cf3 ece 170d 1715 171f 180f 1ac1-1ace 1b4c 1b7d-1b7e
            1dfa 20c0 2c2f 2c5f 2e53-2e5d 9ffd-9fff a7c0-a7c1 a7d0-a7d1 a7d3 a7d5-a7d9 a7f2-a7f4 fbc2
            fd40-fd4f fdcf fdfe-fdff 10570-1057a 1057c-1058a 1058c-10592 10594-10595 10597-105a1 105a3-105b1
            105b3-105b9 105bb-105bc 10780-10785 10787-107b0 107b2-107ba 10efd-10eff 10f70-10f89 11070-11075
            110c2 1123f-11241 116b9 11740-11746 11ab0-11abf 11b00-11b09 11f00-11f10 11f12-11f3a 11f3e-11f59
            12f90-12ff2 1342f 13440-13455 16a70-16abe 16ac0-16ac9 1aff0-1aff3 1aff5-1affb 1affd-1affe
            1b11f-1b122 1b132 1b155 1cf00-1cf2d 1cf30-1cf46 1cf50-1cfc3 1d1e9-1d1ea 1d2c0-1d2d3 1df00-1df1e
            1df25-1df2a 1e030-1e06d 1e08f 1e290-1e2ae 1e4d0-1e4f9 1e7e0-1e7e6 1e7e8-1e7eb 1e7ed-1e7ee
            1e7f0-1e7fe 1f6dc-1f6df 1f774-1f776 1f77b-1f77f 1f7d9 1f7f0 1f979 1f9cc 1fa75-1fa77 1fa7b-1fa7c
            1fa87-1fa88 1faa9-1faaf 1fab7-1fabd 1fabf 1fac3-1fac5 1face-1facf 1fad7-1fadb 1fae0-1fae8
            1faf0-1faf8 2a6de-2a6df 2b735-2b739 31350-323af
            """);

    private GoQuote() {}

    /**
     * {@return a text in quotes}
     *
     * @param text any text
     */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> quoted.append(escape(character)));
        return quoted.append('"').toString();
    }

    private static String escape(int character) {
        if (character == '"' || character == '\\') {
            return "\\" + Character.toString(character);
        }
        return isPrintable(character) ? Character.toString(character) : Printable.escape(character);
    }

    /**
     * Like Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of the spaces only the ASCII one.
     */
    private static boolean isPrintable(int character) {
        return NEWER.get(character)
                || switch (Character.getType(character)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    case Character.SPACE_SEPARATOR -> character == ' ';
                    default -> true;
                };
    }

    private static BitSet ranges(String written) {
        BitSet characters = new BitSet();
        for (String range : written.split("\\s+", -1)) {
            if (!range.isEmpty()) {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
                characters.set(first, 1 + (dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16)));
            }
        }
        return characters;
    }

    /**
     * {@return the text that was quoted}
     *
     * @param quoted the text between the quotes
     */
    public static String unquote(String quoted) {
        return ESCAPE.matcher(quoted).replaceAll(escape -> Matcher.quoteReplacement(character(escape)));
    }

    private static String character(MatchResult escape) {
        for (int number = 1; number <= 3; number++) {
            if (escape.group(number) != null) {
                return Character.toString(Integer.parseInt(escape.group(number), 16));
            }
        }
        String letter = escape.group(4);
        return switch (letter) {
            case "a" -> "\u0007";
            case "b" -> "\b";
            case "f" -> "\f";
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            case "v" -> "\u000B";
            default -> letter;
        };
    }
}
