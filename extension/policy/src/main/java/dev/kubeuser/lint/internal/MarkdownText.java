// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Escapes text so that Markdown shows it as is: names in a policy may contain anything. */
public final class MarkdownText {

    /**
     * Matches characters only where they have a meaning to GitHub, so that the source stays readable: hyphens and the
     * like at the beginning of a line, underscores at the edge of a word, ampersands before a possible entity. A
     * closing bracket has no meaning without its opening one.
     */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[<|~]"
            + "|^[-+#>]"
            + "|(?<=^\\d{1,9})[.)]"
            + "|&(?=#?\\w+;)"
            + "|(?<![\\p{L}\\p{N}_])_++"
            + "|(?<!_)_++(?![\\p{L}\\p{N}])");

    /** Code hosts link users and issues even in escaped text. Only an element in between prevents that. */
    private static final Pattern MENTION = Pattern.compile("((?<![\\p{L}\\p{N}_])@(?=\\p{Alnum})|(?<!&)#(?=\\d))");

    private static final Pattern TICKS = Pattern.compile("`+");
    private static final Pattern LINES = Pattern.compile("\\s*\\R\\s*");

    private static final int FEW = 6;

    private MarkdownText() {}

    public static String plain(String text) {
        String escaped = SPECIAL.matcher(oneLine(text).strip())
                .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group())));
        return MENTION.matcher(escaped).replaceAll("$1<!-- -->");
    }

    private static String escaped(String characters) {
        return "\\" + String.join("\\", characters.split(""));
    }

    /** Writes code between more backticks than the text has in a row. */
    public static String code(String text) {
        String line = oneLine(text);
        int longest = TICKS.matcher(line)
                .results()
                .mapToInt(found -> found.group().length())
                .max()
                .orElse(0);
        String fence = "`".repeat(longest + 1);
        String space = longest == 0 ? "" : " ";
        return fence + space + line + space + fence;
    }

    /** Writes a few as code, and how many more there are. */
    public static String codes(List<String> texts) {
        return Counted.first(FEW, texts, MarkdownText::code);
    }

    private static String oneLine(String text) {
        return Printable.text(LINES.matcher(text).replaceAll(" "));
    }
}
