// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.Origin;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * A section of a page in Markdown.
 *
 * @param title the heading
 * @param intro a sentence below the heading, or empty
 * @param items the number of items, worst first
 * @param extract the first of them, for about that many lines
 */
public record MarkdownSection(String title, String intro, Counted items, IntFunction<Extract> extract) {

    /**
     * The beginning of a section.
     *
     * @param items how many of its items are there
     * @param lines their lines
     */
    public record Extract(int items, List<String> lines) {}

    /** Creates a list with one line for each item. */
    public static MarkdownSection list(String title, String intro, List<String> items) {
        return new MarkdownSection(title, intro, Counted.of(items.size(), "entry", "entries"), most -> {
            List<String> first =
                    items.stream().limit(most).map(item -> "- " + item).toList();
            return new Extract(first.size(), first);
        });
    }

    /** Creates a list of findings, each with its place and notes. */
    public static MarkdownSection findings(String title, Counted items, List<? extends Finding> findings) {
        return new MarkdownSection(title, "", items, most -> {
            List<? extends Finding> first = findings.stream().limit(most).toList();
            return new Extract(
                    first.size(), first.stream().flatMap(MarkdownSection::lines).toList());
        });
    }

    private static Stream<String> lines(Finding found) {
        Origin origin = found.origin();
        String place = origin == null ? "" : " (" + MarkdownText.plain(origin.toString()) + ")";
        return Stream.of(
                        Stream.of("- **" + MarkdownText.plain(found.summary()) + "**" + place),
                        found.notes().stream().map(note -> "  - " + MarkdownText.plain(note)),
                        found.details().stream().map(detail -> "  - " + MarkdownText.code(detail.strip())))
                .flatMap(each -> each);
    }

    /**
     * Writes the sections that have items. If they have too many lines in all, the long ones are cut to one length.
     *
     * @param rest what has all lines
     */
    public static String text(List<MarkdownSection> sections, int mostLines, String rest) {
        List<MarkdownSection> filled = sections.stream()
                .filter(section -> section.items().number() > 0)
                .toList();
        int length = longest(
                mostLines,
                each -> filled.stream()
                        .mapToInt(
                                section -> section.extract().apply(each).lines().size())
                        .sum());
        StringBuilder text = new StringBuilder();
        filled.forEach(section -> section.write(text, section.extract().apply(length), rest));
        return text.toString();
    }

    /**
     * Returns the largest length that keeps the text within the line limit, at least 1. Bisects, because the lines are
     * written to be counted; a larger length never has fewer.
     */
    public static int longest(int mostLines, IntUnaryOperator linesWith) {
        int fits = 1;
        int tooLong = mostLines + 1;
        while (tooLong - fits > 1) {
            int length = (fits + tooLong) / 2;
            if (linesWith.applyAsInt(length) <= mostLines) {
                fits = length;
            } else {
                tooLong = length;
            }
        }
        return fits;
    }

    private void write(StringBuilder text, Extract extract, String rest) {
        text.append("\n## ").append(title).append("\n\n");
        text.append(intro).append(intro.isEmpty() ? "" : "\n\n");
        if (extract.items() < items.number()) {
            text.append("The first ").append(extract.items()).append(" of ").append(items);
            text.append("; ").append(rest).append(" has the rest.\n\n");
        }
        extract.lines().forEach(line -> text.append(line).append('\n'));
    }
}
