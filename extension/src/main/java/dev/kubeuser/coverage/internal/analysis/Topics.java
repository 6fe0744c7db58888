package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.review.internal.ServedResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a permission may decide on this cluster. A {@code *} stands for everything that the cluster serves. Each
 * permission is looked up once. Thread-safe.
 */
final class Topics {

    /** The verbs of plain paths, the harmless one first. */
    static final List<String> HTTP_METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private static final List<String> USUAL_VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
    private static final Pattern TRAILING_STARS = Pattern.compile("\\*+$");
    private static final String ANY_NAME = "any";

    private final List<ServedResource> served;
    private final Map<ResourceName, Set<String>> verbs = new HashMap<>();
    private final Map<Permission, List<Topic>> found = new ConcurrentHashMap<>();

    Topics(List<ServedResource> served) {
        this.served = served;
        served.forEach(resource -> verbs.computeIfAbsent(resource.name(), unused -> new HashSet<>())
                .addAll(resource.verbs()));
    }

    List<Topic> of(Permission permission) {
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
        List<String> methods = permission.verb().equals("*") ? HTTP_METHODS : List.of(permission.verb());
        return methods.stream()
                .flatMap(method -> Topic.of(method, absolute, "", Topic.Scope.OF_URL, true).stream())
                .toList();
    }

    /** Returns the served resources that match. If the cluster does not serve a resource, it is taken as written. */
    private Stream<ServedResource> resources(Permission permission) {
        RbacRule rule = permission.asRule();
        List<ServedResource> meant = served.stream()
                .filter(resource -> rule.allows(new ResourceAttributes(
                        permission.verb(),
                        resource.apiGroup(),
                        resource.resource(),
                        resource.subresource(),
                        "",
                        permission.resourceName())))
                .toList();
        boolean isWildcard = (permission.apiGroup() + permission.resource()).contains("*");
        if (meant.isEmpty() && !isWildcard) {
            return Stream.of(unserved(permission));
        }
        return isWildcard ? telling(permission.verb(), meant) : meant.stream();
    }

    /** Returns the resources that support the verb, or all if none does; secrets first. */
    private static Stream<ServedResource> telling(String verb, List<ServedResource> meant) {
        List<ServedResource> serving = meant.stream()
                .filter(resource -> verb.equals("*") || resource.verbs().contains(verb))
                .toList();
        return (serving.isEmpty() ? meant : serving)
                .stream().sorted(Comparator.comparing(resource -> !isCore("secrets", resource)));
    }

    private static boolean isCore(String plural, ServedResource resource) {
        return resource.resource().equals(plural) && resource.apiGroup().isEmpty();
    }

    private static ServedResource unserved(Permission permission) {
        String[] parts = permission.resource().split("/", 2);
        ResourceName name = new ResourceName(permission.apiGroup(), parts[0], parts.length == 2 ? parts[1] : "");
        return new ServedResource(name, ResourceScope.NAMESPACED, Set.of());
    }

    private Stream<Topic> find(Permission permission, ServedResource resource) {
        List<Topic> topics = new ArrayList<>();
        for (String verb : verbs(permission, resource)) {
            boolean isNamed = !verb.equals("deletecollection")
                    && (!verb.equals("create") || !resource.subresource().isEmpty());
            if (isNamed || permission.resourceName().isEmpty()) {
                topic(verb, resource, permission.resourceName(), isNamed).ifPresent(topics::add);
            }
        }
        return topics.stream();
    }

    private static List<String> verbs(Permission permission, ServedResource resource) {
        if (!permission.verb().equals("*")) {
            return List.of(permission.verb());
        }
        return resource.verbs().isEmpty()
                ? USUAL_VERBS
                : resource.verbs().stream().sorted().toList();
    }

    private Optional<Topic> topic(String verb, ServedResource resource, String name, boolean isNamed) {
        String written = resource.resource()
                + (resource.apiGroup().isEmpty() ? "" : "." + resource.apiGroup())
                + (resource.subresource().isEmpty() ? "" : "/" + resource.subresource());
        boolean isOfEach = isNamed && name.isEmpty() && isCore("namespaces", resource);
        Topic.Scope scope = new Topic.Scope(
                resource.isNamespaced(), isOfEach, isOfEach && !resource.isNamespaced() && isInItself(verb, written));
        boolean isKnown = verbs.getOrDefault(resource.name(), Set.of()).contains(verb);
        return Topic.of(verb, written, name, scope, isKnown);
    }

    private static boolean isInItself(String verb, String written) {
        return Question.of(verb, written, ANY_NAME, null, true, OwnNamespaces.none())
                .filter(question -> question.request().namespace().equals(ANY_NAME))
                .isPresent();
    }
}
