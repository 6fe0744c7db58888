package dev.kubeuser.report.internal;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A section of {@code report.md}.
 *
 * @param title the heading
 * @param intro a sentence below the heading, or empty
 * @param items the list, worst first, each in one line
 * @param isCode whether the items are Java, to be pasted
 */
record MarkdownSection(String title, String intro, List<String> items, boolean isCode) {

    private static final String ELSEWHERE = "in report.html";

    static MarkdownSection list(String title, String intro, List<String> items) {
        return new MarkdownSection(title, intro, items, false);
    }

    static MarkdownSection code(String title, List<String> items) {
        return new MarkdownSection(title, "", items, true);
    }

    /** Writes the sections that have items. If they have too many in all, the long ones are cut to one length. */
    static String text(List<MarkdownSection> sections, int mostItems) {
        int length = IntStream.iterate(mostItems, shorter -> shorter > 1, shorter -> shorter - 1)
                .filter(each -> sections.stream()
                                .mapToInt(section -> Math.min(section.items().size(), each))
                                .sum()
                        <= mostItems)
                .findFirst()
                .orElse(1);
        StringBuilder text = new StringBuilder();
        sections.stream().filter(section -> !section.items().isEmpty()).forEach(section -> section.write(text, length));
        return text.toString();
    }

    private void write(StringBuilder text, int length) {
        text.append("\n## ").append(title).append("\n\n");
        text.append(intro).append(intro.isEmpty() ? "" : "\n\n");
        if (items.size() > length) {
            text.append("The first ").append(length).append(" of ").append(items.size());
            text.append("; the others are ").append(ELSEWHERE).append(".\n\n");
        }
        text.append(isCode ? "```java\n" : "");
        items.stream()
                .limit(length)
                .forEach(item -> text.append(isCode ? "" : "- ").append(item).append('\n'));
        text.append(isCode ? "```\n" : "");
    }
}
