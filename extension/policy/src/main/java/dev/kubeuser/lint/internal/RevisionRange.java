package dev.kubeuser.lint.internal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two revisions of a Git repository, as in {@code git:main..HEAD}.
 *
 * @param before the earlier one
 * @param after the later one
 */
record RevisionRange(String before, String after) {

    private static final String PREFIX = "git:";
    private static final Pattern RANGE = Pattern.compile("git:(?<before>[^:]*?)(?<dots>\\.{2,3})(?<after>[^:]*)");

    /**
     * {@return the range that an operand names; empty if it is a source}
     *
     * @throws IllegalArgumentException if it has three dots
     */
    static Optional<RevisionRange> parse(String operand) {
        Matcher range = RANGE.matcher(operand);
        if (!range.matches()) {
            return Optional.empty();
        }
        if (range.group("dots").length() > 2) {
            throw new IllegalArgumentException(
                    operand + " begins where two branches parted: name that revision, as in git:"
                            + "$(git merge-base " + range.group("before") + " " + range.group("after") + ").."
                            + range.group("after"));
        }
        return Optional.of(new RevisionRange(head(range.group("before")), head(range.group("after"))));
    }

    /** Git means the same by leaving one out. */
    private static String head(String revision) {
        return revision.isEmpty() ? "HEAD" : revision;
    }

    List<String> before(List<String> sources) {
        return at(before, sources);
    }

    List<String> after(List<String> sources) {
        return at(after, sources);
    }

    private static List<String> at(String revision, List<String> sources) {
        return sources.stream().map(source -> PREFIX + revision + ":" + source).toList();
    }
}
