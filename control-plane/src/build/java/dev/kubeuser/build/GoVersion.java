package dev.kubeuser.build;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A version of Go, as in {@code go1.26.8}. */
record GoVersion(int major, int minor, int patch) implements Comparable<GoVersion> {

    private static final Pattern VERSION = Pattern.compile("(?m)^(?:go ?|toolchain go)(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

    /** {@return the newest that a text names at the beginning of a line, be it a go.mod or what Go says of itself} */
    static Optional<GoVersion> newestIn(String text) {
        return VERSION.matcher(text).results().map(GoVersion::of).max(GoVersion::compareTo);
    }

    private static GoVersion of(MatchResult found) {
        String patch = found.group(3);
        return new GoVersion(
                Integer.parseInt(found.group(1)),
                Integer.parseInt(found.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    @Override
    public int compareTo(GoVersion other) {
        int compared = Integer.compare(major, other.major);
        if (compared == 0) {
            compared = Integer.compare(minor, other.minor);
        }
        return compared == 0 ? Integer.compare(patch, other.patch) : compared;
    }

    /** {@return the name of its toolchain} */
    @Override
    public String toString() {
        return "go" + major + "." + minor + "." + patch;
    }
}
