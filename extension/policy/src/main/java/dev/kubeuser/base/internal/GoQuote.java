// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads text that Go's {@code %q} quoted, because the API server writes names that way. */
public final class GoQuote {

    /** A pattern for quoted text with escaped quotes; its group is the text. */
    public static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)+)\"";

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))");

    private GoQuote() {}

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
