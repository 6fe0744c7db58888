// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import com.google.gson.annotations.JsonAdapter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A set of requests, for example all that a policy allows a user. Exact: a set is the requests themselves, served or
 * not yet served, and not the rules that they were written as; two sets of the same requests are equal.
 *
 * <p>Requests are those that an API server's authorizers can be asked about. The resource of such a request has no
 * slash: a subresource is an attribute of its own.
 *
 * <p>Immutable and thread-safe.
 */
@JsonAdapter(RequestSetJson.class)
@API(status = API.Status.INTERNAL)
public final class RequestSet {

    private static final String ANY = "*";
    private static final RequestSet NONE = new RequestSet(RequestTree.NONE, PathTable.NONE);
    private static final RequestSet ALL = new RequestSet(RequestTree.ALL, PathTable.ALL);
    private static final RequestSet ALL_RESOURCES = new RequestSet(RequestTree.ALL, PathTable.NONE);
    private static final RequestSet ALL_PATHS = new RequestSet(RequestTree.NONE, PathTable.ALL);

    /** By namespace, API group, resource, subresource, verb and name. */
    private final RequestTree resources;

    private final PathTable paths;

    private RequestSet(RequestTree resources, PathTable paths) {
        this.resources = resources;
        this.paths = paths;
    }

    /** {@return the empty set} */
    public static RequestSet none() {
        return NONE;
    }

    /** {@return the set of all requests} */
    public static RequestSet all() {
        return ALL;
    }

    /** {@return the requests for all resources} */
    public static RequestSet allResources() {
        return ALL_RESOURCES;
    }

    /** {@return the requests for all plain paths} */
    public static RequestSet allPaths() {
        return ALL_PATHS;
    }

    /**
     * {@return the requests for resources that lists allow as a rule has them, wherever they are}
     *
     * @param verbs the verbs; {@code *} for all
     * @param apiGroups the API groups; {@code *} for all
     * @param resources the resources and subresources, as in {@code pods/log}; {@code *} for all
     * @param names the names of the objects; empty for any
     */
    public static RequestSet ofResources(
            Collection<String> verbs, Collection<String> apiGroups, Collection<String> resources, List<String> names) {
        RequestTree ofNames = names.isEmpty() ? RequestTree.ALL : named(names, RequestTree.ALL);
        return of(RequestTree.any(values(apiGroups, entries(resources, values(verbs, ofNames)))));
    }

    /**
     * {@return the requests for plain paths that lists allow as a rule has them}
     *
     * @param verbs the verbs; {@code *} for all
     * @param paths the paths, as in {@code /healthz} or {@code /metrics/*}
     */
    public static RequestSet ofPaths(Collection<String> verbs, Collection<String> paths) {
        RequestTree ofVerbs = values(verbs, RequestTree.ALL);
        return of(paths.stream()
                .map(path -> PathTable.of(path, ofVerbs))
                .reduce(PathTable.NONE, (one, other) -> one.with(other, RequestTree.Operation.UNION)));
    }

    /** Any value, or the written ones. */
    private static RequestTree values(Collection<String> written, RequestTree then) {
        return written.contains(ANY) ? RequestTree.any(then) : named(written, then);
    }

    private static RequestTree named(Collection<String> written, RequestTree then) {
        Map<String, RequestTree> named = new HashMap<>();
        written.forEach(value -> named.put(value, then));
        return RequestTree.of(named, RequestTree.NONE);
    }

    /** As {@link ResourceAttributes#isMatchedBy} matches them. */
    private static RequestTree entries(Collection<String> written, RequestTree verbs) {
        if (written.contains(ANY)) {
            return RequestTree.any(RequestTree.any(verbs));
        }
        Map<String, Map<String, RequestTree>> named = new HashMap<>();
        Map<String, RequestTree> ofAll = new HashMap<>();
        for (String entry : written) {
            int slash = entry.indexOf('/');
            String resource = slash < 0 ? entry : entry.substring(0, slash);
            String subresource = slash < 0 ? "" : entry.substring(slash + 1);
            if (slash < 0 || !subresource.isEmpty()) {
                (slash >= 0 && resource.equals(ANY)
                                ? ofAll
                                : named.computeIfAbsent(resource, unused -> new HashMap<>()))
                        .put(subresource, verbs);
            }
        }
        Map<String, RequestTree> resources = new HashMap<>();
        named.forEach((resource, subresources) -> {
            subresources.putAll(ofAll);
            resources.put(resource, RequestTree.of(subresources, RequestTree.NONE));
        });
        return RequestTree.of(resources, RequestTree.of(ofAll, RequestTree.NONE));
    }

    /**
     * {@return the set of one request}
     *
     * @param request the request
     */
    public static RequestSet of(RequestAttributes request) {
        if (request instanceof NonResourceAttributes path) {
            RequestTree verb = RequestTree.only(path.verb(), RequestTree.ALL);
            return new RequestSet(RequestTree.NONE, PathTable.exactly(path.path(), verb));
        }
        RequestTree tree = RequestTree.ALL;
        String[] attributes = attributes((ResourceAttributes) request);
        for (int index = attributes.length - 1; index >= 0; index--) {
            tree = RequestTree.only(attributes[index], tree);
        }
        return new RequestSet(tree, PathTable.NONE);
    }

    static RequestSet of(RequestTree resources) {
        return new RequestSet(resources, PathTable.NONE);
    }

    /** Paths by ranges, of which the first begins with the empty path. */
    static RequestSet of(RequestTree resources, NavigableMap<String, RequestTree> ranges) {
        return new RequestSet(resources, new PathTable(ranges).merged());
    }

    static RequestSet of(PathTable paths) {
        return new RequestSet(RequestTree.NONE, paths);
    }

    private static String[] attributes(ResourceAttributes request) {
        return new String[] {
            request.namespace(),
            request.apiGroup(),
            request.resource(),
            request.subresource(),
            request.verb(),
            request.name()
        };
    }

    /**
     * {@return those of its requests for resources that are in a namespace}
     *
     * @param namespace the namespace; empty for requests in all namespaces at once, and for resources without one
     */
    public RequestSet in(String namespace) {
        RequestTree there = resources.after(namespace);
        return new RequestSet(there.isEmpty() ? RequestTree.NONE : RequestTree.only(namespace, there), PathTable.NONE);
    }

    /**
     * {@return those of its requests that are not in some namespaces}
     *
     * @param namespaces the namespaces
     */
    public RequestSet outside(Collection<String> namespaces) {
        Map<String, RequestTree> named = new HashMap<>();
        resources.values().forEach(value -> named.put(value, resources.after(value)));
        namespaces.forEach(namespace -> named.put(namespace, RequestTree.NONE));
        return new RequestSet(RequestTree.of(named, resources.others()), paths);
    }

    /**
     * {@return its requests for resources with a verb, with another verb instead}
     *
     * @param verb the verb
     * @param instead the other verb
     */
    @API(status = API.Status.INTERNAL)
    public RequestSet withVerb(String verb, String instead) {
        return of(resources.changed(4, verbs -> RequestTree.only(instead, verbs.after(verb))));
    }

    /**
     * {@return the requests that are in any of some sets; faster than one union after the other, each of which copies
     * what there is}
     *
     * @param sets the sets
     */
    public static RequestSet union(List<RequestSet> sets) {
        return switch (sets.size()) {
            case 0 -> NONE;
            case 1 -> sets.get(0);
            default -> {
                int half = sets.size() / 2;
                yield union(sets.subList(0, half)).union(union(sets.subList(half, sets.size())));
            }
        };
    }

    /**
     * {@return the requests that are in one of two sets}
     *
     * @param other the other set
     */
    public RequestSet union(RequestSet other) {
        return with(other, RequestTree.Operation.UNION);
    }

    /**
     * {@return the requests that are in both sets}
     *
     * @param other the other set
     */
    public RequestSet intersection(RequestSet other) {
        return with(other, RequestTree.Operation.INTERSECTION);
    }

    /**
     * {@return its requests that are not in another set}
     *
     * @param other the other set
     */
    public RequestSet minus(RequestSet other) {
        return with(other, RequestTree.Operation.DIFFERENCE);
    }

    private RequestSet with(RequestSet other, RequestTree.Operation operation) {
        RequestTree both = operation.of(resources, other.resources);
        PathTable bothPaths = paths.with(other.paths, operation);
        return both.isEmpty() && bothPaths.isEmpty() ? NONE : new RequestSet(both, bothPaths);
    }

    /** {@return whether there is no request in it} */
    public boolean isEmpty() {
        return resources.isEmpty() && paths.isEmpty();
    }

    /**
     * {@return whether all requests of another set are in it}
     *
     * @param other the other set
     */
    public boolean containsAll(RequestSet other) {
        return other.minus(this).isEmpty();
    }

    /**
     * {@return whether a request is in it}
     *
     * @param request the request
     */
    public boolean contains(RequestAttributes request) {
        return request instanceof NonResourceAttributes path
                ? paths.verbs(path.path()).contains(path.verb())
                : resources.contains(attributes((ResourceAttributes) request));
    }

    /** By namespace, API group, resource, subresource, verb and name. */
    RequestTree resources() {
        return resources;
    }

    PathTable paths() {
        return paths;
    }

    /** {@return its requests in groups that read like rules, the same for the same set} */
    public List<RequestRange> ranges() {
        return RequestRange.of(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestSet set && resources.equals(set.resources) && paths.equals(set.paths);
    }

    @Override
    public int hashCode() {
        return Objects.hash(resources, paths);
    }

    /** Shows the groups, for example {@code get, list pods in dev; get /healthz}. */
    @Override
    public String toString() {
        return ranges().stream().map(RequestRange::toString).collect(Collectors.joining("; "));
    }
}
