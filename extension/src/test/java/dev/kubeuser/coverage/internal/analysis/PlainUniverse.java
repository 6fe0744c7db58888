package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.coverage.internal.recording.OwnNamespaces;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ResourceScope;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.review.internal.ServedResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All questions that a rule may decide. A {@code *} stands for everything that the cluster serves. Each question is
 * asked in each namespace with bindings under test, and in all namespaces at once.
 *
 * @param served the resources that the cluster serves
 * @param namespaces the namespaces that bindings are in
 * @param own the namespaces created for tests
 */
record PlainUniverse(List<ServedResource> served, Set<String> namespaces, OwnNamespaces own) {

    private static final List<String> USUAL_VERBS =
            List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

    /** The verbs of plain paths, the harmless one first. */
    static final List<String> HTTP_METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private static final Pattern TRAILING_STARS = Pattern.compile("\\*+$");

    /** Returns the questions that the bindings under test affect. */
    static PlainUniverse of(List<ServedResource> served, OwnNamespaces own, RbacPolicy... policies) {
        return new PlainUniverse(served, namespaces(policies), own);
    }

    Stream<Question> questions(RbacRule rule) {
        return Permission.of(rule).stream().flatMap(this::questions);
    }

    Stream<Question> questions(Permission permission) {
        return permission.nonResourceUrl().isEmpty()
                ? resources(permission).flatMap(resource -> questions(permission, resource))
                : urls(permission);
    }

    private static Stream<Question> urls(Permission permission) {
        String path = TRAILING_STARS.matcher(permission.nonResourceUrl()).replaceFirst("kubeuser");
        List<String> verbs = permission.verb().equals("*") ? HTTP_METHODS : List.of(permission.verb());
        return verbs.stream()
                .flatMap(verb -> Question.of(verb, path.startsWith("/") ? path : "/" + path, true).stream());
    }

    /** Returns the served resources that match. If the cluster does not serve a resource, it is taken as written. */
    private Stream<ServedResource> resources(Permission permission) {
        List<ServedResource> meant = served.stream()
                .filter(resource -> permission.allows(new ResourceAttributes(
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
                .stream().sorted(Comparator.comparing(resource -> !isSecrets(resource)));
    }

    private static boolean isSecrets(ServedResource resource) {
        return resource.resource().equals("secrets") && resource.apiGroup().isEmpty();
    }

    private static ServedResource unserved(Permission permission) {
        String[] parts = permission.resource().split("/", 2);
        ResourceName name = new ResourceName(permission.apiGroup(), parts[0], parts.length == 2 ? parts[1] : "");
        return new ServedResource(name, ResourceScope.NAMESPACED, Set.of());
    }

    private Stream<Question> questions(Permission permission, ServedResource resource) {
        return verbs(permission, resource).stream()
                .flatMap(verb -> names(permission, verb, resource).stream()
                        .flatMap(name -> places(resource).stream()
                                .flatMap(place -> question(verb, resource, name, place).stream())));
    }

    private static List<String> verbs(Permission permission, ServedResource resource) {
        if (!permission.verb().equals("*")) {
            return List.of(permission.verb());
        }
        return resource.verbs().isEmpty()
                ? USUAL_VERBS
                : resource.verbs().stream().sorted().toList();
    }

    /**
     * Returns the names to ask about. An empty name means all objects at once. Namespaces with a RoleBinding are also
     * named.
     */
    private Set<String> names(Permission permission, String verb, ServedResource resource) {
        boolean isNamed = !verb.equals("deletecollection")
                && (!verb.equals("create") || !resource.subresource().isEmpty());
        if (!permission.resourceName().isEmpty()) {
            return isNamed ? Set.of(permission.resourceName()) : Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        names.add("");
        if (isNamed && isNamespaces(resource)) {
            names.addAll(namespaces);
        }
        return names;
    }

    private static boolean isNamespaces(ServedResource resource) {
        return resource.resource().equals("namespaces") && resource.apiGroup().isEmpty();
    }

    private List<@Nullable String> places(ServedResource resource) {
        List<@Nullable String> places = new ArrayList<>();
        if (resource.isNamespaced()) {
            places.addAll(namespaces);
            places.add("");
        } else {
            places.add(null);
        }
        return places;
    }

    private Optional<Question> question(String verb, ServedResource resource, String name, @Nullable String place) {
        String written = resource.resource()
                + (resource.apiGroup().isEmpty() ? "" : "." + resource.apiGroup())
                + (resource.subresource().isEmpty() ? "" : "/" + resource.subresource());
        return Question.of(verb, written, name, place, isKnown(verb, resource), own);
    }

    private boolean isKnown(String verb, ServedResource asked) {
        return served.stream()
                .anyMatch(resource -> resource.apiGroup().equals(asked.apiGroup())
                        && resource.resource().equals(asked.resource())
                        && resource.subresource().equals(asked.subresource())
                        && resource.verbs().contains(verb));
    }

    /** Returns the namespaces of the bindings under test. */
    private static Set<String> namespaces(RbacPolicy... policies) {
        Set<String> namespaces = new LinkedHashSet<>();
        for (RbacPolicy policy : policies) {
            policy.bindings().stream()
                    .filter(binding -> binding.origin() != null && !binding.id().isClusterWide())
                    .forEach(binding -> namespaces.add(binding.id().namespace()));
        }
        return namespaces;
    }
}
