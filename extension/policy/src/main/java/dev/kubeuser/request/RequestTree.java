// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A set of requests as decisions, one attribute after the other: a value of the attribute leads to what is decided
 * next, and all values without their own decision lead to {@link #others}. So a set without {@code pods} takes no more
 * room than {@code pods}, and two sets of the same requests are equal: an attribute's value never has its own decision
 * if {@link #others} has the same, and whatever follows {@link #ALL} or {@link #NONE} is not looked at.
 *
 * <p>Immutable and thread-safe.
 */
final class RequestTree {

    /** A policy of sixteen thousand namespaces has a sixtieth of it. */
    private static final int MOST_DECISIONS = 1_000_000;

    private static final int NONE_HASH = 0;
    private static final int ALL_HASH = 1;

    /** Contains everything, whatever attributes follow. */
    static final RequestTree ALL = new RequestTree(Map.of(), null, ALL_HASH);

    /** Contains nothing. */
    static final RequestTree NONE = new RequestTree(Map.of(), null, NONE_HASH);

    private final Map<String, RequestTree> named;
    private final @Nullable RequestTree others;
    private final int hash;

    private RequestTree(Map<String, RequestTree> named, @Nullable RequestTree others, int hash) {
        this.named = named;
        this.others = others;
        this.hash = hash;
    }

    /** Decides by the next attribute. Takes the map, which must not change any more. */
    static RequestTree of(Map<String, RequestTree> named, RequestTree others) {
        named.values().removeIf(others::equals);
        return named.isEmpty() && others.isLeaf()
                ? others
                : new RequestTree(named, others, 31 * named.hashCode() + others.hash + 7);
    }

    /** The set in which the next attribute has a value. */
    static RequestTree only(String value, RequestTree then) {
        return of(new HashMap<>(Map.of(value, then)), NONE);
    }

    /** The set in which the next attribute may have any value. */
    static RequestTree any(RequestTree then) {
        return of(new HashMap<>(), then);
    }

    private boolean isLeaf() {
        return others == null;
    }

    boolean isEmpty() {
        return isLeaf() && hash == NONE_HASH;
    }

    private boolean isEverything() {
        return isLeaf() && hash == ALL_HASH;
    }

    /** The values that have their own decision. */
    Set<String> values() {
        return named.keySet();
    }

    /** What is decided after a value. */
    RequestTree after(String value) {
        return named.getOrDefault(value, others());
    }

    /** What is decided after any value without its own decision. */
    RequestTree others() {
        return others == null ? this : others;
    }

    boolean contains(String... attributes) {
        RequestTree left = this;
        for (String attribute : attributes) {
            left = left.after(attribute);
        }
        return left.isEverything();
    }

    /** The same, with something else in the place of what is decided after some attributes. */
    RequestTree changed(int attributes, UnaryOperator<RequestTree> change) {
        if (attributes == 0) {
            return change.apply(this);
        }
        Map<String, RequestTree> changed = new HashMap<>();
        named.forEach((value, then) -> changed.put(value, then.changed(attributes - 1, change)));
        return of(changed, others().changed(attributes - 1, change));
    }

    /** What makes one set of two. */
    enum Operation {
        UNION {
            @Override
            @Nullable
            RequestTree known(RequestTree one, RequestTree other) {
                if (one.isEmpty() || other.isEverything()) {
                    return other;
                }
                return other.isEmpty() || one.isEverything() || one.equals(other) ? one : null;
            }
        },
        INTERSECTION {
            @Override
            @Nullable
            RequestTree known(RequestTree one, RequestTree other) {
                if (one.isEverything() || other.isEmpty()) {
                    return other;
                }
                return other.isEverything() || one.isEmpty() || one.equals(other) ? one : null;
            }
        },
        DIFFERENCE {
            @Override
            @Nullable
            RequestTree known(RequestTree one, RequestTree other) {
                if (one.isEmpty() || other.isEverything() || one.equals(other)) {
                    return NONE;
                }
                return other.isEmpty() ? one : null;
            }
        };

        /** Whether the result is empty except for values that have their own decision in the first set. */
        boolean isEmptyWithout(RequestTree one) {
            return this != UNION && one.others().isEmpty();
        }

        /** The set, if it takes no look at what follows. */
        abstract @Nullable RequestTree known(RequestTree one, RequestTree other);

        RequestTree of(RequestTree one, RequestTree other) {
            RequestTree known = known(one, other);
            return known == null ? new Pairs(this).of(one, other) : known;
        }
    }

    /** An operation on two sets; parts that occur often are looked at once. */
    private static final class Pairs {

        private record Pair(RequestTree one, RequestTree other) {}

        private final Operation operation;
        private final Map<Pair, RequestTree> done = new HashMap<>();
        private long decisions;

        Pairs(Operation operation) {
            this.operation = operation;
        }

        RequestTree of(RequestTree one, RequestTree other) {
            RequestTree known = operation.known(one, other);
            if (known != null) {
                return known;
            }
            Pair pair = new Pair(one, other);
            RequestTree found = done.get(pair);
            if (found == null) {
                found = byValue(one, other);
                done.put(pair, found);
            }
            return found;
        }

        /** Decisions multiply with each attribute, so a small file can ask for more of them than memory holds. */
        private void count(int more) {
            decisions += more;
            if (decisions > MOST_DECISIONS) {
                throw new TooManyCombinationsException(MOST_DECISIONS);
            }
        }

        private RequestTree byValue(RequestTree one, RequestTree other) {
            count(one.named.size() + other.named.size());
            Map<String, RequestTree> both = new HashMap<>();
            if (operation.isEmptyWithout(one)) {
                one.named.forEach((value, then) -> both.put(value, of(then, other.after(value))));
                return RequestTree.of(both, NONE);
            }
            if (operation == Operation.INTERSECTION && operation.isEmptyWithout(other)) {
                other.named.forEach((value, then) -> both.put(value, of(one.after(value), then)));
                return RequestTree.of(both, NONE);
            }
            one.named.forEach((value, then) -> both.put(value, of(then, other.after(value))));
            other.named.forEach((value, then) -> {
                if (!one.named.containsKey(value)) {
                    both.put(value, of(one.others(), then));
                }
            });
            return RequestTree.of(both, of(one.others(), other.others()));
        }
    }

    /** The values of the next attribute by what they lead to; {@code null} stands for all values without their own. */
    Map<RequestTree, Set<@Nullable String>> byDecision() {
        Map<RequestTree, Set<@Nullable String>> found = new HashMap<>();
        named.forEach((value, then) ->
                found.computeIfAbsent(then, unused -> new HashSet<>()).add(value));
        found.computeIfAbsent(others(), unused -> new HashSet<>()).add(null);
        return found;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return this == object
                || (object instanceof RequestTree tree && new Comparison(new IdentityHashMap<>()).areSame(this, tree));
    }

    /**
     * Compares two sets. Two parts are compared once, by however many values they are reached.
     *
     * @param same of a part the parts that are known to be the same
     */
    private record Comparison(Map<RequestTree, Set<RequestTree>> same) {

        boolean areSame(RequestTree one, RequestTree other) {
            if (one.hash != other.hash || one.isLeaf() || other.isLeaf()) {
                return one.hash == other.hash && one.isLeaf() && other.isLeaf();
            }
            Set<RequestTree> known =
                    same.computeIfAbsent(one, unused -> Collections.newSetFromMap(new IdentityHashMap<>()));
            if (known.isEmpty()) {
                known.add(one);
            }
            return known.contains(other) || (areSameParts(one, other) && known.add(other));
        }

        private boolean areSameParts(RequestTree one, RequestTree other) {
            return one.named.size() == other.named.size()
                    && areSame(one.others(), other.others())
                    && one.named.entrySet().stream().allMatch(entry -> {
                        RequestTree then = other.named.get(entry.getKey());
                        return then != null && areSame(entry.getValue(), then);
                    });
        }
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
