// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A set of requests for plain paths: the verbs by path. An entry of {@code nonResourceURLs} is a range of paths in the
 * order of their characters, so a table has the first path of each range, and the verbs from there up to the next one.
 *
 * <p>Immutable and thread-safe.
 *
 * @param ranges the verbs by the first path of a range; the first range begins with the empty path. Neighbours differ
 */
record PathTable(NavigableMap<String, RequestTree> ranges) {

    private static final char STAR = '*';

    /** Contains nothing. */
    static final PathTable NONE = any(RequestTree.NONE);

    /** Contains all paths with any verb. */
    static final PathTable ALL = any(RequestTree.ALL);

    private static PathTable any(RequestTree verbs) {
        return new PathTable(new TreeMap<>(Map.of("", verbs)));
    }

    /** The table of an entry such as {@code /healthz} or {@code /metrics/*}. */
    static PathTable of(String written, RequestTree verbs) {
        int end = written.length();
        while (end > 0 && written.charAt(end - 1) == STAR) {
            end--;
        }
        String first = written.substring(0, end);
        return end == written.length() ? exactly(first, verbs) : of(first, afterAllWith(first), verbs);
    }

    /** The table of one path. */
    static PathTable exactly(String path, RequestTree verbs) {
        return of(path, path + '\0', verbs);
    }

    private static PathTable of(String first, String next, RequestTree verbs) {
        NavigableMap<String, RequestTree> ranges = new TreeMap<>(Map.of("", RequestTree.NONE));
        ranges.put(first, verbs);
        if (!next.isEmpty()) {
            ranges.put(next, RequestTree.NONE);
        }
        return new PathTable(ranges).merged();
    }

    /** The first path after all that begin with a text; empty if there is none. */
    private static String afterAllWith(String text) {
        int last = text.length() - 1;
        while (last >= 0 && text.charAt(last) == Character.MAX_VALUE) {
            last--;
        }
        return last < 0 ? "" : text.substring(0, last) + (char) (text.charAt(last) + 1);
    }

    PathTable merged() {
        NavigableMap<String, RequestTree> merged = new TreeMap<>();
        ranges.forEach((first, verbs) -> {
            if (merged.isEmpty() || !merged.lastEntry().getValue().equals(verbs)) {
                merged.put(first, verbs);
            }
        });
        return new PathTable(merged);
    }

    RequestTree verbs(String path) {
        return ranges.floorEntry(path).getValue();
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    PathTable with(PathTable other, RequestTree.Operation operation) {
        if (equals(other) && operation != RequestTree.Operation.DIFFERENCE) {
            return this;
        }
        TreeSet<String> firsts = new TreeSet<>(ranges.keySet());
        firsts.addAll(other.ranges.keySet());
        NavigableMap<String, RequestTree> both = new TreeMap<>();
        firsts.forEach(first -> both.put(first, operation.of(verbs(first), other.verbs(first))));
        return new PathTable(both).merged();
    }

    /** The paths with some verbs, with others instead. */
    PathTable where(RequestTree verbs, RequestTree instead) {
        NavigableMap<String, RequestTree> some = new TreeMap<>(ranges);
        some.replaceAll((first, own) -> own.equals(verbs) ? instead : RequestTree.NONE);
        return new PathTable(some).merged();
    }

    /** The paths that are in the set as texts, by their verbs: {@code /healthz}, {@code /metrics*} or a range. */
    Map<RequestTree, List<String>> entries() {
        Map<RequestTree, List<String>> entries = new LinkedHashMap<>();
        ranges.forEach((first, verbs) -> {
            if (!verbs.isEmpty()) {
                entries.computeIfAbsent(verbs, unused -> new ArrayList<>()).add(entry(first));
            }
        });
        return entries;
    }

    private String entry(String first) {
        String next = ranges.higherKey(first);
        if ((first + '\0').equals(next)) {
            return first;
        }
        if (afterAllWith(first).equals(next == null ? "" : next)) {
            return first + STAR;
        }
        return "paths from " + readable(first) + (next == null ? "" : " up to " + readable(next));
    }

    /** A range may begin right behind a path. */
    private static String readable(String bound) {
        return bound.endsWith("\0") ? bound.substring(0, bound.length() - 1) + " (not that one)" : bound;
    }
}
