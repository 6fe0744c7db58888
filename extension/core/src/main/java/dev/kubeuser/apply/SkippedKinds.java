// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import dev.kubeuser.access.internal.ClusterDiscovery;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.CustomResourceDefinition;
import dev.kubeuser.query.internal.ServedResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Manifests without the objects that are skipped by their kind or API group, because a cluster does not serve it.
 *
 * @param rest the objects to apply
 * @param skipped the objects that are left out
 */
record SkippedKinds(List<ManifestObject> rest, List<ManifestObject> skipped) {

    /** Without them, the policy in the cluster would differ from the manifests. */
    private static final Set<String> NEVER =
            Set.of("rbac.authorization.k8s.io", "apiextensions.k8s.io", "admissionregistration.k8s.io");

    /**
     * Leaves objects out.
     *
     * @param manifests the manifests to apply
     * @param names kinds and API groups
     * @param discovery what the cluster serves
     * @throws ManifestException if a name is of RBAC, of CustomResourceDefinitions or of admission, or if no object has
     *     it as its kind or API group
     */
    static SkippedKinds of(Manifests manifests, Collection<String> names, ClusterDiscovery discovery) {
        if (names.isEmpty()) {
            return new SkippedKinds(manifests.objects(), List.of());
        }
        List<ManifestObject> rest = new ArrayList<>();
        List<ManifestObject> skipped = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(names);
        Set<ServedResource.Kind> defined = defined(manifests);
        for (ManifestObject object : manifests.objects()) {
            List<String> matching = Stream.of(object.kind(), object.group())
                    .filter(names::contains)
                    .toList();
            unknown.removeAll(matching);
            if (!matching.isEmpty() && NEVER.contains(object.group())) {
                throw new ManifestException(object.origin() + ": the " + object.kind() + " cannot be skipped by \""
                        + matching.get(0) + "\": roles, bindings, CustomResourceDefinitions and admission decide what"
                        + " tests prove. Take it out of the manifests, or out of the kinds to skip");
            }
            ServedResource.Kind kind = new ServedResource.Kind(object.apiVersion(), object.kind());
            boolean isSkipped = !matching.isEmpty()
                    && !defined.contains(kind)
                    && discovery.find(kind).isEmpty();
            (isSkipped ? skipped : rest).add(object);
        }
        requireKnown(unknown);
        return new SkippedKinds(rest, skipped);
    }

    /** The kinds that the manifests define themselves. */
    private static Set<ServedResource.Kind> defined(Manifests manifests) {
        return manifests.objects().stream()
                .flatMap(object -> CustomResourceDefinition.of(object).stream())
                .flatMap(SkippedKinds::kinds)
                .collect(Collectors.toSet());
    }

    /** {@return the kind in each version that a definition serves} */
    static Stream<ServedResource.Kind> kinds(CustomResourceDefinition defined) {
        return defined.versions().stream()
                .map(version -> new ServedResource.Kind(defined.group() + "/" + version.name(), defined.kind()));
    }

    /** A name that no object has is misspelled. */
    private static void requireKnown(Set<String> unknown) {
        if (!unknown.isEmpty()) {
            throw new ManifestException("No object of the manifests has a kind or API group "
                    + unknown.stream().map(name -> '"' + name + '"').collect(Collectors.joining(" or "))
                    + ", so there is nothing to skip: correct the name, such as ServiceMonitor or"
                    + " monitoring.coreos.com, or leave it out");
        }
    }

    /** {@return how to apply the rest, if objects that the cluster lacks can be skipped, with a space before it} */
    static String hint(List<ManifestObject> unknown) {
        List<String> kinds = unknown.stream()
                .filter(object -> object.group().contains(".") && !NEVER.contains(object.group()))
                .map(object -> "\"" + object.kind() + "\"")
                .distinct()
                .toList();
        return switch (kinds.size()) {
            case 0 -> "";
            case 1 -> " To apply the rest without it, write skipKinds = " + kinds.get(0);
            default -> " To apply the rest without them, write skipKinds = {" + String.join(", ", kinds) + "}";
        };
    }

    /** {@return a line on what is left out and how much; nothing if all is applied} */
    Stream<String> line() {
        Map<String, Long> counts = skipped.stream()
                .map(object -> object.kind() + " in " + object.apiVersion())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? Stream.empty()
                : Stream.of("skipped, because the API server does not serve their kind: "
                        + counts.entrySet().stream()
                                .map(count -> count.getValue() + " " + count.getKey())
                                .collect(Collectors.joining(", ")));
    }
}
