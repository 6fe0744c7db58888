package dev.kubeuser.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes any text so that Markdown shows it as it is: names in a policy may hold whatever somebody wrote. */
final class MarkdownText {

    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>()#+!|~&-]");
    private static final Pattern TICKS = Pattern.compile("`+");
    private static final Pattern LINES = Pattern.compile("\\s*\\R\\s*");

    private MarkdownText() {}

    static String plain(String text) {
        return SPECIAL.matcher(oneLine(text)).replaceAll(found -> Matcher.quoteReplacement("\\" + found.group()));
    }

    /** Between more backticks than there are together in it. */
    static String code(String text) {
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

    private static String oneLine(String text) {
        return LINES.matcher(text).replaceAll(" ");
    }
}
