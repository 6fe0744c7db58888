// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Finds the request of a set that is simplest to read. Each value of an attribute has a price: no value is the
 * cheapest, an unknown value the dearest. The search finds the cheapest request. Immutable and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class Witness {

    private static final int KNOWN = 1;
    private static final int ANY = 2;
    private static final int UNUSUAL = 10;
    private static final int UNHEARD_OF = 100;

    private static final List<String> VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** What reviewers look for first. */
    private static final List<String> RESOURCES = List.of("pods", "secrets");

    private final Map<String, Map<String, Map<String, Set<String>>>> served = new TreeMap<>();

    /**
     * Knows what is served, by API group, resource and subresource.
     *
     * @param requests what an API server serves: a request for each resource and verb, without name and namespace
     */
    public Witness(Collection<ResourceAttributes> requests) {
        for (ResourceAttributes request : requests) {
            served.computeIfAbsent(request.apiGroup(), unused -> new TreeMap<>())
                    .computeIfAbsent(request.resource(), unused -> new TreeMap<>())
                    .computeIfAbsent(request.subresource(), unused -> new TreeSet<>())
                    .add(request.verb());
        }
    }

    /** The values of an attribute and of those after it, and what they cost together. */
    private record Best(List<String> values, int price) {

        /** After the last attribute. */
        static final Best END = new Best(List.of(), 0);

        Best after(Choice choice) {
            return new Best(
                    Stream.concat(Stream.of(choice.value()), values.stream()).toList(), choice.price() + price);
        }
    }

    /** A value that may be chosen for an attribute. */
    private record Choice(String value, int price) {

        static Stream<Choice> of(Collection<String> values, int price) {
            return values.stream().map(value -> new Choice(value, price));
        }
    }

    /**
     * {@return the request of a set that is simplest to read, for example one without a name; empty if it has none}
     *
     * <p>Where the set has only requests with a value that nothing names, such as all resources but some, the value is
     * one that the API server serves, or else begins with {@code any-}.
     *
     * @param set the set
     */
    public Optional<RequestAttributes> in(RequestSet set) {
        Best best = namespaces(set.resources());
        if (best == null) {
            return path(set.paths());
        }
        List<String> found = best.values();
        return Optional.of(new ResourceAttributes(
                found.get(4), found.get(1), found.get(2), found.get(3), found.get(0), found.get(5)));
    }

    /** A policy with thousands of namespaces decides alike in most of them: the first stands for all of these. */
    private @Nullable Best namespaces(RequestTree tree) {
        Set<RequestTree> seen = new HashSet<>();
        return best(
                tree,
                choices(tree, List.of(""), KNOWN, "default", ANY)
                        .filter(choice -> seen.add(tree.after(choice.value()))),
                (unused, then) -> groups(then));
    }

    private @Nullable Best groups(RequestTree tree) {
        Stream<Choice> choices = Stream.concat(
                Choice.of(served.keySet(), KNOWN), choices(tree, List.of(""), UNUSUAL, "any-group", UNHEARD_OF));
        return best(tree, choices, (group, then) -> resources(served.getOrDefault(group, Map.of()), then));
    }

    private static @Nullable Best resources(Map<String, Map<String, Set<String>>> known, RequestTree tree) {
        List<String> first = RESOURCES.stream().filter(known::containsKey).toList();
        Stream<Choice> choices = Stream.of(
                        Choice.of(first, 0),
                        Choice.of(known.keySet(), 0),
                        choices(tree, List.of(), UNUSUAL, "any-resource", UNHEARD_OF))
                .flatMap(some -> some);
        return best(tree, choices, (resource, then) -> subresources(known.getOrDefault(resource, Map.of()), then));
    }

    private static @Nullable Best subresources(Map<String, Set<String>> known, RequestTree tree) {
        Stream<Choice> choices = Stream.of(
                        Choice.of(List.of(""), 0),
                        Choice.of(known.keySet(), KNOWN),
                        choices(tree, List.of(), UNUSUAL, "any-subresource", UNHEARD_OF))
                .flatMap(some -> some);
        return best(tree, choices, (subresource, then) -> verbs(known.getOrDefault(subresource, Set.of()), then));
    }

    private static @Nullable Best verbs(Set<String> known, RequestTree tree) {
        Stream<Choice> choices = Stream.of(
                        Choice.of(VERBS, 0).filter(verb -> known.isEmpty() || known.contains(verb.value())),
                        Choice.of(known, 0),
                        choices(tree, List.of(), UNUSUAL, "any-verb", UNHEARD_OF))
                .flatMap(some -> some);
        return best(tree, choices, (unused, then) -> names(then));
    }

    private static @Nullable Best names(RequestTree tree) {
        return best(tree, choices(tree, List.of(""), KNOWN, "any-name", ANY), (unused, then) -> Best.END);
    }

    /** The values with a decision of their own, behind those that cost nothing, and one that has none. */
    private static Stream<Choice> choices(
            RequestTree tree, List<String> free, int price, String wish, int priceOfWish) {
        String other = Stream.iterate(wish, text -> text + "-x")
                .filter(text -> !tree.values().contains(text))
                .findFirst()
                .orElseThrow();
        return Stream.of(
                        Choice.of(free, 0),
                        Choice.of(new TreeSet<>(tree.values()), price),
                        Stream.of(new Choice(other, priceOfWish)))
                .flatMap(some -> some);
    }

    /** The cheapest choice with what follows it; of several, the first. */
    private static @Nullable Best best(
            RequestTree tree, Stream<Choice> choices, BiFunction<String, RequestTree, @Nullable Best> next) {
        Best best = null;
        for (Choice choice : choices.toList()) {
            RequestTree then = tree.after(choice.value());
            if (!then.isEmpty() && (best == null || choice.price() < best.price())) {
                Best rest = next.apply(choice.value(), then);
                if (rest != null && (best == null || choice.price() + rest.price() < best.price())) {
                    best = rest.after(choice);
                }
            }
        }
        return best;
    }

    private static Optional<RequestAttributes> path(PathTable paths) {
        for (Map.Entry<String, RequestTree> range : paths.ranges().entrySet()) {
            RequestTree verbs = range.getValue();
            Best best = best(verbs, verbsOfPaths(verbs), (unused, then) -> Best.END);
            if (best != null) {
                return Optional.of(new NonResourceAttributes(best.values().get(0), readable(range.getKey(), paths)));
            }
        }
        return Optional.empty();
    }

    private static Stream<Choice> verbsOfPaths(RequestTree tree) {
        return Stream.concat(
                Choice.of(List.of("get", "head", "post", "put", "delete"), 0),
                choices(tree, List.of(), UNUSUAL, "any-verb", UNHEARD_OF));
    }

    /** A path in the same range that looks like one: a range may begin with no character, or right behind a path. */
    private static String readable(String first, PathTable paths) {
        String begin = first.endsWith("\0") ? first.substring(0, first.length() - 1) : first;
        return Stream.of(first, begin + "/", begin + "/any-path", begin + "-x")
                .filter(path -> path.startsWith("/") && !path.endsWith("\0"))
                .filter(path -> first.equals(paths.ranges().floorKey(path)))
                .findFirst()
                .orElse(first);
    }
}
