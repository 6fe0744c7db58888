// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.lint.internal.RuleProblems;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.AskedResources;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a permission may decide on this cluster: nothing if the API server never asks for it. A {@code *} stands for
 * everything that the cluster serves. Each permission is looked up once. Thread-safe.
 */
final class Topics {

    private static final Pattern TRAILING_STARS = Pattern.compile("\\*+$");
    private static final ResourceName NAMESPACES = ResourceName.parse("namespaces");

    /** Requests with these verbs are not about an existing Namespace. */
    private static final Set<String> OF_ALL = Set.of("create", "deletecollection");

    private final AskedResources resources;
    private final Map<Permission, List<Topic>> found = new ConcurrentHashMap<>();

    Topics(RunRecord runRecord) {
        this(AskedResources.of(runRecord.served(), runRecord.questions()));
    }

    /** What can be asked about these resources. */
    Topics(AskedResources resources) {
        this.resources = resources;
    }

    /** The resources that can be asked about. */
    AskedResources resources() {
        return resources;
    }

    /** Whether the API server asks for a permission. */
    boolean isAsked(Permission permission) {
        return !isNeverNamed(permission.verb(), permission)
                && !of(permission.forAnyName()).isEmpty();
    }

    /** Whether the permission is for one object, which no request with the verb names. */
    private static boolean isNeverNamed(String verb, Permission permission) {
        return verb.equals("deletecollection") && !permission.resourceName().isEmpty();
    }

    List<Topic> of(Permission permission) {
        return found.computeIfAbsent(permission, this::find);
    }

    private List<Topic> find(Permission permission) {
        return permission.nonResourceUrl().isEmpty()
                ? resources
                        .of(permission.verb(), permission.apiGroup(), permission.resource(), permission.resourceName())
                        .flatMap(resource -> find(permission, resource))
                        .toList()
                : urls(permission);
    }

    private static List<Topic> urls(Permission permission) {
        String path = TRAILING_STARS.matcher(permission.nonResourceUrl()).replaceFirst("kubeuser");
        String absolute = path.startsWith("/") ? path : "/" + path;
        return RuleProblems.HTTP_METHODS.stream()
                .filter(method ->
                        permission.verb().equals("*") || permission.verb().equals(method))
                .flatMap(method -> Topic.of(method, absolute, "", false, false).stream())
                .toList();
    }

    private Stream<Topic> find(Permission permission, ServedResource resource) {
        List<Topic> topics = new ArrayList<>();
        for (String verb : verbs(permission, resource)) {
            if (!isNeverNamed(verb, permission)) {
                topic(verb, resource, permission.resourceName()).ifPresent(topics::add);
            }
        }
        return topics.stream();
    }

    /** All verbs, with the one by which apply creates an object last: those that delete or change it show more. */
    private static List<String> verbs(Permission permission, ServedResource resource) {
        boolean isOfObject = !permission.resourceName().isEmpty();
        return permission.verb().equals("*")
                ? resource.verbs().stream()
                        .sorted(Comparator.<String, Boolean>comparing(verb -> isOfObject && verb.equals("create"))
                                .thenComparing(Comparator.naturalOrder()))
                        .toList()
                : List.of(permission.verb());
    }

    private static Optional<Topic> topic(String verb, ServedResource resource, String name) {
        boolean isOfEach = name.isEmpty()
                && !OF_ALL.contains(verb)
                && resource.name().parent().equals(NAMESPACES);
        return Topic.of(verb, resource.name().toString(), name, resource.isNamespaced(), isOfEach);
    }

    /**
     * What can be asked because of a permission.
     *
     * @param query the question, in all namespaces at once or without namespace
     * @param isNamespaced whether it can be asked in each namespace, too
     * @param isOfEachNamespace whether it can be asked about each Namespace object by name, too
     */
    record Topic(AccessQuery query, boolean isNamespaced, boolean isOfEachNamespace) {

        /** Returns the topic with its own name, which may be empty; empty if there is no such request. */
        static Optional<Topic> of(
                String verb, String resourceOrUrl, String name, boolean isNamespaced, boolean isOfEachNamespace) {
            try {
                AccessQuery query = AccessQuery.verb(verb, resourceOrUrl);
                AccessQuery named = name.isEmpty() ? query : query.named(name);
                return Optional.of(
                        new Topic(isNamespaced ? named.inAllNamespaces() : named, isNamespaced, isOfEachNamespace));
            } catch (AccessQueryException impossible) {
                return Optional.empty();
            }
        }

        /** Returns the request in all namespaces at once, or without namespace. */
        RequestAttributes request() {
            return query.attributes();
        }

        /** Returns the topic and, if it can be asked about each Namespace object, the same about each. */
        Stream<Topic> each(Collection<String> namespaces) {
            Stream<Topic> any = Stream.of(this);
            return isOfEachNamespace
                    ? Stream.concat(
                            any,
                            namespaces.stream()
                                    .map(namespace -> new Topic(query.named(namespace), isNamespaced, false)))
                    : any;
        }

        /** Returns the request in a namespace. */
        RequestAttributes in(String namespace) {
            return ((ResourceAttributes) request()).in(namespace);
        }

        /** Returns what is asked in a namespace, if it can be asked there; as it is if the name is empty. */
        Optional<Topic> at(String namespace) {
            if (!isNamespaced || namespace.isEmpty()) {
                return Optional.of(this);
            }
            try {
                return Optional.of(new Topic(query.in(namespace), false, false));
            } catch (AccessQueryException impossible) {
                return Optional.empty();
            }
        }

        /** Returns an assertion of it. */
        Suggestion suggestion(UserInfo user, boolean allowed, RunRecord run) {
            return AssertionSource.of(user, query, allowed, run);
        }
    }
}
