// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.request.ResourceAttributes;
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
 * All questions that a rule may decide. A {@code *} stands for everything that the cluster serves, and what it does not
 * serve is not asked. Each question is asked in each namespace with bindings under test, and in all namespaces at once.
 *
 * @param served the resources that the cluster serves
 * @param namespaces the namespaces that bindings are in
 */
public record PlainUniverse(List<ServedResource> served, Set<String> namespaces) {

    /** The verbs of plain paths, the harmless one first. */
    static final List<String> HTTP_METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    private static final Pattern TRAILING_STARS = Pattern.compile("\\*+$");

    /** Returns the questions that the bindings under test affect. */
    public static PlainUniverse of(List<ServedResource> served, RbacPolicy... policies) {
        return new PlainUniverse(served, namespaces(policies));
    }

    public Stream<AccessQuery> questions(RbacRule rule) {
        return Permission.of(rule).stream().flatMap(this::questions);
    }

    public Stream<AccessQuery> questions(Permission permission) {
        return permission.nonResourceUrl().isEmpty()
                ? resources(permission).flatMap(resource -> questions(permission, resource))
                : urls(permission);
    }

    /** Whether a request exists that the permission decides; none deletes a collection by name. */
    boolean isAsked(Permission permission) {
        if (!permission.nonResourceUrl().isEmpty()) {
            return permission.verb().equals("*") || HTTP_METHODS.contains(permission.verb());
        }
        boolean isNeverNamed = permission.verb().equals("deletecollection")
                && !permission.resourceName().isEmpty();
        return !isNeverNamed && resources(permission).findAny().isPresent();
    }

    private static Stream<AccessQuery> urls(Permission permission) {
        String path = TRAILING_STARS.matcher(permission.nonResourceUrl()).replaceFirst("kubeuser");
        return HTTP_METHODS.stream()
                .filter(verb ->
                        permission.verb().equals("*") || permission.verb().equals(verb))
                .flatMap(verb -> question(verb, path.startsWith("/") ? path : "/" + path, "", null).stream());
    }

    /** Returns the served resources that match and support the verb; if all are meant, secrets first. */
    private Stream<ServedResource> resources(Permission permission) {
        return served.stream()
                .filter(resource -> permission.allows(new ResourceAttributes(
                        permission.verb(),
                        resource.name().group(),
                        resource.name().resource(),
                        resource.name().subresource(),
                        "",
                        permission.resourceName())))
                .filter(resource ->
                        permission.verb().equals("*") || resource.verbs().contains(permission.verb()))
                .sorted(Comparator.comparing(resource -> permission.resource().contains("*") && !isSecrets(resource)));
    }

    private static boolean isSecrets(ServedResource resource) {
        return resource.name().resource().equals("secrets")
                && resource.name().group().isEmpty();
    }

    private Stream<AccessQuery> questions(Permission permission, ServedResource resource) {
        return verbs(permission, resource).stream()
                .flatMap(verb -> names(permission, verb, resource).stream()
                        .flatMap(name -> places(resource).stream()
                                .flatMap(place -> question(verb, resource, name, place).stream())));
    }

    private static List<String> verbs(Permission permission, ServedResource resource) {
        if (!permission.verb().equals("*")) {
            return List.of(permission.verb());
        }
        boolean isOfObject = !permission.resourceName().isEmpty();
        return resource.verbs().stream()
                .sorted(Comparator.<String, Boolean>comparing(verb -> isOfObject && verb.equals("create"))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /**
     * Returns the names to ask about. An empty name means all objects at once. Namespaces with a RoleBinding are also
     * named.
     */
    private Set<String> names(Permission permission, String verb, ServedResource resource) {
        boolean isNamed = !verb.equals("deletecollection");
        if (!permission.resourceName().isEmpty()) {
            return isNamed ? Set.of(permission.resourceName()) : Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        names.add("");
        if (isNamed && !verb.equals("create") && isNamespaces(resource)) {
            names.addAll(namespaces);
        }
        return names;
    }

    private static boolean isNamespaces(ServedResource resource) {
        return resource.name().resource().equals("namespaces")
                && resource.name().group().isEmpty();
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

    private Optional<AccessQuery> question(String verb, ServedResource resource, String name, @Nullable String place) {
        String written = resource.name().resource()
                + (resource.name().group().isEmpty()
                        ? ""
                        : "." + resource.name().group())
                + (resource.name().subresource().isEmpty()
                        ? ""
                        : "/" + resource.name().subresource());
        return question(verb, written, name, place);
    }

    /** Empty if there is no such request. */
    private static Optional<AccessQuery> question(
            String verb, String resourceOrUrl, String name, @Nullable String place) {
        try {
            AccessQuery query = AccessQuery.verb(verb, resourceOrUrl);
            AccessQuery named = name.isEmpty() ? query : query.named(name);
            if (place == null) {
                return Optional.of(named);
            }
            return Optional.of(place.isEmpty() ? named.inAllNamespaces() : named.in(place));
        } catch (AccessQueryException impossible) {
            return Optional.empty();
        }
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
