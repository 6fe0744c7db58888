package dev.kubeuser.rbac;

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
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Requests that belong together in a {@link RequestSet}, as a rule has them: each of the verbs for each of the targets.
 *
 * @param namespaces the namespaces; the empty one stands for all at once, and for resources without one
 * @param targets resources, for example {@code deployments.apps/scale} or {@code secrets "db"}, or paths
 * @param verbs the verbs
 * @param isOfPaths whether the targets are paths
 * @param requests the same as a set
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RequestRange(
        Values namespaces, List<String> targets, Values verbs, boolean isOfPaths, RequestSet requests) {

    private static final String ALL = "*";
    private static final String ALL_BUT = "all but ";

    private static final Set<String> EVERY_PATH = Set.of("*", "/*");

    /** So many names of namespaces are still read. */
    private static final int MOST_NAMED = 5;

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

        /**
         * {@return whether it is all values}
         */
        public boolean isAll() {
            return isAllBut && named.isEmpty();
        }

        /** {@return for example {@code get, list}, {@code *} for all, or {@code all but get}} */
        @Override
        public String toString() {
            if (isAll()) {
                return ALL;
            }
            return (isAllBut ? ALL_BUT : "") + String.join(", ", named);
        }
    }

    /** All but its targets. */
    private record Row(Values namespaces, Values verbs) {}

    static List<RequestRange> of(RequestSet set) {
        List<RequestRange> ranges = new ArrayList<>();
        Map<Row, Map<String, RequestTree>> rows = new LinkedHashMap<>();
        each(
                set.resources(),
                (namespaces, ofNamespace) -> each(
                        ofNamespace,
                        (groups, ofGroup) -> each(
                                ofGroup,
                                (resources, ofResource) -> each(
                                        ofResource,
                                        (subresources, ofSubresource) -> each(
                                                ofSubresource,
                                                (verbs, ofVerb) -> each(ofVerb, (names, unused) -> {
                                                    RequestTree requests = RequestTree.ALL;
                                                    for (Values values : List.of(
                                                            names,
                                                            verbs,
                                                            subresources,
                                                            resources,
                                                            groups,
                                                            namespaces)) {
                                                        requests = values.before(requests);
                                                    }
                                                    Map<String, RequestTree> targets = rows.computeIfAbsent(
                                                            new Row(namespaces, verbs), none -> new TreeMap<>());
                                                    for (String target :
                                                            targets(groups, resources, subresources, names)) {
                                                        targets.merge(
                                                                target, requests, RequestTree.Operation.UNION::of);
                                                    }
                                                }))))));
        rows.forEach((row, targets) -> ranges.add(new RequestRange(
                row.namespaces(),
                List.copyOf(targets.keySet()),
                row.verbs(),
                false,
                RequestSet.of(targets.values().stream()
                        .distinct()
                        .reduce(RequestTree.NONE, RequestTree.Operation.UNION::of)))));
        set.paths()
                .entries()
                .forEach((verbs, paths) -> each(
                        verbs,
                        (values, unused) -> ranges.add(new RequestRange(
                                new Values(false, List.of("")),
                                paths,
                                values,
                                true,
                                RequestSet.of(set.paths().where(verbs, values.before(RequestTree.ALL)))))));
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

    private static List<String> targets(Values groups, Values resources, Values subresources, Values names) {
        return texts(resources).stream()
                .flatMap(resource -> texts(groups).stream()
                        .flatMap(group -> texts(subresources).stream()
                                .flatMap(subresource ->
                                        texts(names).stream().map(name -> target(group, resource, subresource, name)))))
                .toList();
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
     * {@return where, for example {@code in dev} or {@code in all namespaces}; empty for paths, and for resources without a
     * namespace}
     */
    public String where() {
        List<String> named = namespaces.named();
        if (isOfPaths || (!namespaces.isAllBut() && named.equals(List.of("")))) {
            return "";
        }
        if (namespaces.isAllBut()) {
            List<String> without =
                    named.stream().filter(name -> !name.isEmpty()).toList();
            return Printable.text("in all namespaces" + (without.isEmpty() ? "" : " but " + some(without)));
        }
        return Printable.text("in " + some(named));
    }

    /**
     * {@return whether it has all verbs, or all resources of a group, also those to come}
     */
    public boolean isWildcard() {
        return verbs.isAllBut() || targets.stream().anyMatch(isOfPaths ? EVERY_PATH::contains : this::isOfMany);
    }

    private boolean isOfMany(String target) {
        return target.startsWith("all ") || target.startsWith(ALL) || target.startsWith("(") || target.endsWith("/*");
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED - 1)) + " and "
                        + Counted.of(names.size() - MOST_NAMED + 1, "more namespace");
    }

    /** {@return what and where, for example {@code get, list pods in dev}, or {@code get /healthz}} */
    @Override
    public String toString() {
        return (what() + " " + where()).strip();
    }
}
