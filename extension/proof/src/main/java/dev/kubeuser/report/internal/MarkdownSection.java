package dev.kubeuser.report.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.coverage.internal.SuggestedAssertion;
import dev.kubeuser.coverage.internal.SuggestedTests;
import dev.kubeuser.record.internal.TestLanguage;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * A section of {@code report.md}.
 *
 * @param title the heading
 * @param intro a sentence below the heading, or empty
 * @param items the number of items, worst first
 * @param extract the first of them, for about that many lines
 */
record MarkdownSection(String title, String intro, Counted items, IntFunction<Extract> extract) {

    /**
     * The beginning of a section.
     *
     * @param items how many of its items are there
     * @param lines their lines
     */
    record Extract(int items, List<String> lines) {}

    /** Creates a list with one line for each item. */
    static MarkdownSection list(String title, String intro, List<String> items) {
        return new MarkdownSection(title, intro, Counted.of(items.size(), "entry", "entries"), most -> {
            List<String> first =
                    items.stream().limit(most).map(item -> "- " + item).toList();
            return new Extract(first.size(), first);
        });
    }

    /** Creates the list of rules and bindings, each with its findings. */
    static MarkdownSection findings(String title, String intro, MarkdownFindings findings) {
        return new MarkdownSection(
                title,
                intro,
                Counted.of(findings.number(), "rule or binding", "rules and bindings"),
                findings::extract);
    }

    /** Creates Java or lines of a table, to be pasted. */
    static MarkdownSection tests(String title, List<SuggestedAssertion> items, TestLanguage language) {
        boolean isTable = language == TestLanguage.TABLE;
        String intro = "Those that gain most come first, user by user. "
                + (isTable
                        ? "Each line is a case of a table in YAML, for `kubeuser test`."
                        : "`assertThat` is of `KubeAssertions`, and the questions are of `AccessQuery`.");
        return new MarkdownSection(title, intro, Counted.of(items.size(), "assertion"), most -> {
            List<SuggestedAssertion> first = items.stream().limit(most).toList();
            return new Extract(
                    first.size(),
                    Stream.of(
                                    Stream.of(isTable ? "```yaml" : "```java"),
                                    SuggestedTests.of(first, language).lines().stream(),
                                    Stream.of("```"))
                            .flatMap(part -> part)
                            .toList());
        });
    }

    /**
     * Writes the sections that have items. If they have too many lines in all, the long ones are cut to one length.
     *
     * @param rest what has all lines
     */
    static String text(List<MarkdownSection> sections, int mostLines, String rest) {
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
    static int longest(int mostLines, IntUnaryOperator linesWith) {
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
