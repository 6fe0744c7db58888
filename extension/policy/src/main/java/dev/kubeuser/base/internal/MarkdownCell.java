// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A cell of a table in Markdown. Characters that a table would lose or misread are written as their numbers: blanks at
 * the edges, line breaks and other control characters.
 *
 * @param text its text
 */
public record MarkdownCell(String text) {

    private static final Pattern LOST = Pattern.compile("(?U)^\\s+|\\s+$|[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    private static final Pattern REFERENCE = Pattern.compile("&(?=#\\d+;|amp;)");
    private static final Pattern NUMBER = Pattern.compile("&#(\\d{1,7});|&amp;");

    /** Reads the text between two bars. */
    public static MarkdownCell parse(String written) {
        String text = written.strip().replace("\\|", "|");
        return new MarkdownCell(NUMBER.matcher(text)
                .replaceAll(reference -> Matcher.quoteReplacement(
                        reference.group(1) == null ? "&" : Character.toString(Integer.parseInt(reference.group(1))))));
    }

    /** Returns the text as it is written between two bars. */
    public String markdown() {
        String escaped = REFERENCE.matcher(text).replaceAll("&amp;").replace("|", "\\|");
        return LOST.matcher(escaped)
                .replaceAll(lost -> lost.group()
                        .codePoints()
                        .mapToObj(character -> "&#" + character + ";")
                        .collect(Collectors.joining()));
    }
}
