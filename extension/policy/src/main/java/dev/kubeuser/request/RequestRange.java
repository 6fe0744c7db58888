// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.base.internal.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Requests that belong together in a {@link RequestSet}, as a rule has them: each of the verbs for each of the targets.
 *
 * @param namespaces the namespaces; the empty one stands for all at once, and for resources without one
 * @param targets resources, for example {@code deployments.apps/scale} or {@code secrets "db"}, or paths
 * @param verbs the verbs
 * @param isOfPaths whether the targets are paths
 * @param isWildcard whether it has all verbs, resources, subresources or paths, also those to come; possibly with
 *     exceptions
 * @param requests the same as a set
 */
@API(status = API.Status.INTERNAL)
public record RequestRange(
        Values namespaces,
        List<String> targets,
        Values verbs,
        boolean isOfPaths,
        boolean isWildcard,
        RequestSet requests) {

    private static final String ALL = "*";
    private static final String ALL_BUT = "all but ";

    private static final Values NOWHERE = new Values(false, List.of(""));
    private static final Set<String> EVERY_PATH = Set.of("*", "/*");

    /** So many names of namespaces are still read. */
    private static final int MAX_NAMED = 5;

    private static final Comparator<RequestRange> ORDER = Comparator.comparing(RequestRange::isOfPaths)
            .thenComparing(range -> range.namespaces().toString())
            .thenComparing(range -> range.targets().toString())
            .thenComparing(range -> range.verbs().toString());

    /** Copies the list. */
    public RequestRange {
        targets = List.copyOf(targets);
    }

    /**
     * Some values of an attribute, or all but some.
     *
     * @param isAllBut whether it is all values but the named ones
     * @param named the values, in alphabetical order
     */
    public record Values(boolean isAllBut, List<String> named) {

        /** Copies the list. */
        public Values {
            named = List.copyOf(named);
        }

        static Values of(Set<@Nullable String> values, RequestTree tree) {
            boolean isAllBut = values.contains(null);
            Set<String> named = new TreeSet<>();
            (isAllBut ? tree.values() : values)
                    .stream()
                            .filter(value -> isAllBut != values.contains(value))
                            .forEach(value -> named.add(Objects.requireNonNull(value)));
            return new Values(isAllBut, List.copyOf(named));
        }

        RequestTree before(RequestTree then) {
            Map<String, RequestTree> each = new HashMap<>();
            named.forEach(value -> each.put(value, isAllBut ? RequestTree.NONE : then));
            return RequestTree.of(each, isAllBut ? then : RequestTree.NONE);
        }

        /** {@return whether it is all values} */
        public boolean isAll() {
            return isAllBut && named.isEmpty();
        }

        /**
         * {@return for example {@code get, list}, {@code *} for all, {@code all but get}, or {@code all but ""} for all
         * API groups but that of pods}
         */
        @Override
        public String toString() {
            if (isAll()) {
                return ALL;
            }
            return isAllBut
                    ? named.stream()
                            .map(value -> value.isEmpty() ? "\"\"" : value)
                            .collect(Collectors.joining(", ", ALL_BUT, ""))
                    : String.join(", ", named);
        }
    }

    /**
     * {@return the requests that all rules of a role allow together}
     *
     * @param role the role, which stands for them, for example {@code ClusterRole edit}
     * @param namespaces where; empty for everywhere
     * @param requests the requests
     */
    public static RequestRange ofRole(String role, List<String> namespaces, RequestSet requests) {
        return new RequestRange(
                new Values(namespaces.isEmpty(), namespaces),
                List.of(role),
                new Values(false, List.of("all of")),
                false,
                false,
                requests);
    }

    static List<RequestRange> of(RequestSet set) {
        Rows rows = new Rows();
        rows.addAll(set.resources(), List.of());
        List<RequestRange> ranges = new ArrayList<>(rows.ranges());
        set.paths()
                .entries()
                .forEach((verbs, paths) -> each(verbs, (some, unused) -> {
                    PathTable requests = set.paths().where(verbs, some.before(RequestTree.ALL));
                    boolean isWildcard = some.isAllBut() || paths.stream().anyMatch(EVERY_PATH::contains);
                    ranges.add(new RequestRange(NOWHERE, paths, some, true, isWildcard, RequestSet.of(requests)));
                }));
        ranges.sort(ORDER);
        return ranges;
    }

    /** What to do with values of an attribute, and what is decided after them. */
    @FunctionalInterface
    private interface Decided {
        void after(Values values, RequestTree then);
    }

    private static void each(RequestTree tree, Decided todo) {
        tree.byDecision().forEach((then, values) -> {
            if (!then.isEmpty()) {
                todo.after(Values.of(values, tree), then);
            }
        });
    }

    /** Puts together what differs in its targets only. */
    private static final class Rows {

        private static final int ATTRIBUTES = 6;

        private record Row(Values namespaces, Values verbs, boolean isWildcard) {}

        /** So many are far beyond what anybody reads. */
        private static final int MOST_TARGETS = 200_000;

        private final Map<Row, Map<String, RequestTree>> targets = new LinkedHashMap<>();
        private int found;

        /**
         * The values are those of namespace, API group, resource, subresource, verb and name, as far as they are
         * chosen.
         */
        void addAll(RequestTree tree, List<Values> chosen) {
            if (chosen.size() == ATTRIBUTES) {
                add(chosen);
                return;
            }
            each(tree, (values, then) -> {
                List<Values> more = new ArrayList<>(chosen);
                more.add(values);
                addAll(then, more);
            });
        }

        private void add(List<Values> chosen) {
            RequestTree requests = RequestTree.ALL;
            for (int index = ATTRIBUTES - 1; index >= 0; index--) {
                requests = chosen.get(index).before(requests);
            }
            Values verbs = chosen.get(4);
            boolean isWildcard =
                    verbs.isAllBut() || chosen.subList(1, 4).stream().anyMatch(Values::isAllBut);
            Map<String, RequestTree> ofRow =
                    targets.computeIfAbsent(new Row(chosen.get(0), verbs, isWildcard), unused -> new TreeMap<>());
            for (String resource : texts(chosen.get(2))) {
                for (String group : texts(chosen.get(1))) {
                    for (String subresource : texts(chosen.get(3))) {
                        for (String name : texts(chosen.get(5))) {
                            if (++found > MOST_TARGETS) {
                                throw new TooManyCombinationsException(MOST_TARGETS);
                            }
                            ofRow.merge(
                                    target(group, resource, subresource, name),
                                    requests,
                                    RequestTree.Operation.UNION::of);
                        }
                    }
                }
            }
        }

        List<RequestRange> ranges() {
            return targets.entrySet().stream()
                    .map(entry -> new RequestRange(
                            entry.getKey().namespaces(),
                            List.copyOf(entry.getValue().keySet()),
                            entry.getKey().verbs(),
                            false,
                            entry.getKey().isWildcard(),
                            RequestSet.union(entry.getValue().values().stream()
                                    .distinct()
                                    .map(RequestSet::of)
                                    .toList())))
                    .toList();
        }
    }

    /** Each value, or one text for all of them. */
    private static List<String> texts(Values values) {
        return values.isAllBut() ? List.of(values.toString()) : values.named();
    }

    private static String target(String group, String resource, String subresource, String name) {
        boolean isEverything = group.equals(ALL) && resource.equals(ALL) && subresource.equals(ALL);
        String what = isEverything
                ? "all resources"
                : bracketed(resource)
                        + (group.isEmpty() ? "" : "." + bracketed(group))
                        + (subresource.isEmpty() || (resource.equals(ALL) && subresource.equals(ALL))
                                ? ""
                                : "/" + bracketed(subresource));
        if (name.equals(ALL)) {
            return what;
        }
        return what + " " + (name.startsWith(ALL_BUT) ? bracketed(name) : "\"" + name + "\"");
    }

    private static String bracketed(String value) {
        return value.startsWith(ALL_BUT) ? "(" + value + ")" : value;
    }

    /** {@return the verbs and the targets, for example {@code get, list pods, services}} */
    public String what() {
        String verb =
                verbs.isAll() ? "all verbs on" : verbs.isAllBut() ? bracketed(verbs.toString()) + " on" : "" + verbs;
        return Printable.text(verb + " " + String.join(", ", targets));
    }

    /**
     * {@return where, for example {@code in dev} or {@code in all namespaces}; empty for paths, and for resources
     * without a namespace}
     */
    public String where() {
        List<String> named = namespaces.named();
        if (isOfPaths || namespaces.equals(NOWHERE)) {
            return "";
        }
        if (namespaces.isAllBut()) {
            List<String> without =
                    named.stream().filter(name -> !name.isEmpty()).toList();
            return Printable.text("in all namespaces" + (without.isEmpty() ? "" : " but " + some(without)));
        }
        return Printable.text("in " + some(named));
    }

    private static String some(List<String> names) {
        return names.size() <= MAX_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MAX_NAMED - 1)) + " and "
                        + Counted.of(names.size() - MAX_NAMED + 1, "more namespace");
    }

    /** {@return what and where, for example {@code get, list pods in dev}, or {@code get /healthz}} */
    @Override
    public String toString() {
        return (what() + " " + where()).strip();
    }
}
