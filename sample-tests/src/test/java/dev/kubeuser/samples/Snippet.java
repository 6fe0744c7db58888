// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A fenced block of a Markdown page, or a table below the comment that names its file.
 *
 * @param language behind the opening fence; of a table, {@code table}
 * @param text between the fences
 * @param source the file named in the comment on the line above, {@code <!-- from FILE -->}; empty without one
 */
record Snippet(String language, String text, String source) {

    private static final Pattern BLOCK =
            Pattern.compile("(?m)^(?:<!-- from (\\S+) -->\\R)?```(\\w*)\\R((?:(?!```).*\\R)*)```$");
    private static final Pattern TABLE = Pattern.compile("(?m)^<!-- from (\\S+) -->\\R((?:\\|.*\\R)+)");

    static List<Snippet> in(String page) {
        List<Snippet> snippets = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            snippets.add(new Snippet(
                    block.group(2), block.group(3).stripTrailing(), Objects.requireNonNullElse(block.group(1), "")));
        }
        TABLE.matcher(page)
                .results()
                .forEach(table ->
                        snippets.add(new Snippet("table", table.group(2).stripTrailing(), table.group(1))));
        return snippets;
    }

    /** Whether its lines stand together in a file, however far they are indented there. */
    boolean isIn(String file) {
        List<String> lines = file.lines().toList();
        int length = (int) text.lines().count();
        return IntStream.rangeClosed(0, lines.size() - length)
                .mapToObj(start -> String.join("\n", lines.subList(start, start + length)))
                .anyMatch(part -> part.stripIndent().equals(text));
    }

    /** The first line, for the names of tests. */
    @Override
    public String toString() {
        return language + ": " + text.lines().findFirst().orElse("");
    }
}
