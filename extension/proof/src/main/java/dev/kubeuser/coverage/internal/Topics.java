package dev.kubeuser.coverage.internal;

import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.query.internal.QueryCheck;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.record.internal.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
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

    /** The verbs of plain paths, the harmless one first. */
    static final List<String> HTTP_METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private static final String ALL_FINALIZERS = "*/finalizers";
    private static final Pattern TRAILING_STARS = Pattern.compile("\\*+$");
    private static final String ANY_NAME = "any";
    private static final ResourceName SECRETS = ResourceName.parse("secrets");
    private static final ResourceName NAMESPACES = ResourceName.parse("namespaces");

    /** Requests with these verbs are about no Namespace that is there. */
    private static final Set<String> OF_ALL = Set.of("create", "deletecollection");

    private final List<ServedResource> served;
    private final Set<String> groups = new LinkedHashSet<>();
    private final QueryCheck questions;
    private final Map<Permission, List<Topic>> found = new ConcurrentHashMap<>();

    public Topics(RunRecord runRecord) {
        this(runRecord.served(), runRecord.questions());
    }

    /** What can be asked about these resources. */
    public Topics(List<ServedResource> served, QueryCheck questions) {
        this.served = served;
        this.questions = questions;
        served.forEach(resource -> groups.add(resource.name().group()));
    }

    /** The check of what can be asked. */
    QueryCheck questions() {
        return questions;
    }

    /** The API groups of all that can be asked about. */
    Set<String> groups() {
        return groups;
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
                ? resources(permission)
                        .flatMap(resource -> find(permission, resource))
                        .toList()
                : urls(permission);
    }

    private static List<Topic> urls(Permission permission) {
        String path = TRAILING_STARS.matcher(permission.nonResourceUrl()).replaceFirst("kubeuser");
        String absolute = path.startsWith("/") ? path : "/" + path;
        return HTTP_METHODS.stream()
                .filter(method ->
                        permission.verb().equals("*") || permission.verb().equals(method))
                .flatMap(method -> Topic.of(method, absolute, "", Topic.Scope.OF_URL).stream())
                .toList();
    }

    /** Returns the resources that match and support the verb, secrets first if all are meant. */
    private Stream<ServedResource> resources(Permission permission) {
        Stream<ServedResource> meant = permission.resource().contains("*")
                ? matching(permission)
                        .sorted(Comparator.comparing(
                                resource -> !resource.name().parent().equals(SECRETS)))
                : groups(permission).flatMap(group -> usages(ResourceName.of(group, permission.resource())));
        return meant.filter(resource -> questions.isAsked(permission.verb(), resource));
    }

    private Stream<String> groups(Permission permission) {
        return permission.apiGroup().equals("*") ? groups.stream() : Stream.of(permission.apiGroup());
    }

    /** Returns what can be asked about a resource. Where any subresource can, it is the one that the rule names. */
    private Stream<ServedResource> usages(ResourceName name) {
        return questions.usages(name).stream().map(usage -> new ServedResource(name, usage.scope(), usage.verbs()));
    }

    private Stream<ServedResource> matching(Permission permission) {
        RbacRule rule = permission.asRule();
        Stream<ServedResource> all = permission.resource().equals(ALL_FINALIZERS)
                ? served.stream()
                        .map(ServedResource::name)
                        .filter(name -> !name.isSubresource())
                        .distinct()
                        .flatMap(name -> usages(name.subresource("finalizers")))
                : served.stream();
        return all.filter(resource ->
                rule.allows(resource.name().request(permission.verb(), "").named(permission.resourceName())));
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
        String written = resource.name().toString();
        boolean isOfEach = name.isEmpty()
                && !OF_ALL.contains(verb)
                && resource.name().parent().equals(NAMESPACES);
        Topic.Scope scope = new Topic.Scope(
                resource.isNamespaced(), isOfEach, isOfEach && !resource.isNamespaced() && isInItself(verb, written));
        return Topic.of(verb, written, name, scope);
    }

    private static boolean isInItself(String verb, String written) {
        return Question.of(verb, written, ANY_NAME, null)
                .filter(question -> question.request().namespace().equals(ANY_NAME))
                .isPresent();
    }
}
