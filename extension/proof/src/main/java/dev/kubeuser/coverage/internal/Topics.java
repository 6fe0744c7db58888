package dev.kubeuser.coverage.internal;

import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.lint.internal.RuleProblems;
import dev.kubeuser.query.internal.AskedResources;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.request.ResourceName;
import java.util.ArrayList;
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
public final class Topics {

    private static final Pattern TRAILING_STARS = Pattern.compile("\\*+$");
    private static final ResourceName NAMESPACES = ResourceName.parse("namespaces");

    /** Requests with these verbs are about no Namespace that is there. */
    private static final Set<String> OF_ALL = Set.of("create", "deletecollection");

    private final AskedResources resources;
    private final Map<Permission, List<Topic>> found = new ConcurrentHashMap<>();

    public Topics(RunRecord runRecord) {
        this(AskedResources.of(runRecord.served(), runRecord.questions()));
    }

    /** What can be asked about these resources. */
    public Topics(AskedResources resources) {
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

    public List<Topic> of(Permission permission) {
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

    /** All verbs, that by which an apply creates one object last: what deletes or changes it tells more. */
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
}
