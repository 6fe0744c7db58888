package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes any text so that Markdown shows it as it is: names in a policy may hold whatever somebody wrote. */
final class MarkdownText {

    /**
     * Only where it means something to GitHub, so that the text can be read as it is, too: hyphens and the like at the
     * beginning of a line, underscores at the edge of a word, ampersands before what may be a character's name. Without its
     * opening bracket no other means anything.
     */
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[<|~]"
            + "|^[-+#>]"
            + "|(?<=^\\d{1,9})[.)]"
            + "|&(?=#?\\w+;)"
            + "|(?<![\\p{L}\\p{N}_])_++"
            + "|(?<!_)_++(?![\\p{L}\\p{N}])");

    /** Code hosts link people and issues in what is shown, whatever was escaped: only something in between keeps them off. */
    private static final Pattern MENTION = Pattern.compile("((?<![\\p{L}\\p{N}_])@(?=\\p{Alnum})|(?<!&)#(?=\\d))");

    private static final Pattern TICKS = Pattern.compile("`+");
    private static final Pattern LINES = Pattern.compile("\\s*\\R\\s*");

    private MarkdownText() {}

    static String plain(String text) {
        String escaped = SPECIAL.matcher(oneLine(text).strip())
                .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group())));
        return MENTION.matcher(escaped).replaceAll("$1<!-- -->");
    }

    private static String escaped(String characters) {
        return "\\" + String.join("\\", characters.split(""));
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
        return Printable.text(LINES.matcher(text).replaceAll(" "));
    }
}
