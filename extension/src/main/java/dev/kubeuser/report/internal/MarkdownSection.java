package dev.kubeuser.report.internal;

import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.internal.analysis.SuggestedTests;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A section of {@code report.md}.
 *
 * @param title the heading
 * @param intro a sentence below the heading, or empty
 * @param items the number of items, worst first
 * @param lines the lines of that many of them
 */
record MarkdownSection(String title, String intro, int items, IntFunction<List<String>> lines) {

    private static final String ELSEWHERE = "in report.html";

    /** Creates a list with one line for each item. */
    static MarkdownSection list(String title, String intro, List<String> items) {
        return new MarkdownSection(
                title,
                intro,
                items.size(),
                most -> items.stream().limit(most).map(item -> "- " + item).toList());
    }

    /** Creates Java, to be pasted. */
    static MarkdownSection tests(String title, String intro, List<Suggestion> items) {
        return new MarkdownSection(
                title,
                intro,
                items.size(),
                most -> Stream.of(
                                Stream.of("```java"),
                                SuggestedTests.of(items.stream().limit(most).toList()).lines().stream(),
                                Stream.of("```"))
                        .flatMap(part -> part)
                        .toList());
    }

    /** Writes the sections that have items. If they have too many lines in all, the long ones are cut to one length. */
    static String text(List<MarkdownSection> sections, int mostLines) {
        List<MarkdownSection> filled =
                sections.stream().filter(section -> section.items() > 0).toList();
        int length = IntStream.iterate(mostLines, shorter -> shorter > 1, shorter -> shorter - 1)
                .filter(each -> filled.stream()
                                .mapToInt(section -> section.lines().apply(each).size())
                                .sum()
                        <= mostLines)
                .findFirst()
                .orElse(1);
        StringBuilder text = new StringBuilder();
        filled.forEach(section -> section.write(text, length));
        return text.toString();
    }

    private void write(StringBuilder text, int length) {
        text.append("\n## ").append(title).append("\n\n");
        text.append(intro).append(intro.isEmpty() ? "" : "\n\n");
        if (items > length) {
            text.append("The first ").append(length).append(" of ").append(items);
            text.append("; the others are ").append(ELSEWHERE).append(".\n\n");
        }
        lines.apply(length).forEach(line -> text.append(line).append('\n'));
    }
}
