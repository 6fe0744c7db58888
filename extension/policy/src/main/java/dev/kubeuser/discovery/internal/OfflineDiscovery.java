package dev.kubeuser.discovery.internal;

import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.CustomResourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an API server would serve that nobody can ask: what Kubernetes has by default, in the newest minor that there is
 * a control plane of, and what manifests define.
 */
public final class OfflineDiscovery {

    /** A line for each resource: its name, whether it is in namespaces, its verbs, and its other names. */
    static final String TABLE = "resources.txt";

    private static final String NAMESPACED = "namespaced";
    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final Set<String> VERBS_OF_SUBRESOURCES = Set.of("get", "patch", "update");

    private OfflineDiscovery() {}

    /**
     * {@return the resources of Kubernetes, and of the CustomResourceDefinitions among manifests; malformed ones define
     * nothing}
     *
     * @param manifests with definitions or without
     */
    public static Discovery with(Manifests manifests) {
        return with(manifests.objects());
    }

    /** {@return the resources of Kubernetes alone} */
    public static Discovery ofKubernetes() {
        return with(List.of());
    }

    private static Discovery with(List<ManifestObject> objects) {
        return Discovery.of(Stream.concat(
                lines().map(OfflineDiscovery::resource),
                objects.stream()
                        .flatMap(object -> CustomResourceDefinition.of(object).stream())
                        .flatMap(OfflineDiscovery::resources)));
    }

    /** The lines of the table. */
    static Stream<String> lines() {
        try (InputStream in = OfflineDiscovery.class.getResourceAsStream(TABLE)) {
            byte[] table = Objects.requireNonNull(in, TABLE).readAllBytes();
            return new String(table, StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The line of a resource. */
    static String line(ServedResource resource) {
        return String.join(
                " ",
                resource.name().toString(),
                resource.isNamespaced() ? NAMESPACED : "cluster",
                sorted(resource.verbs()),
                sorted(resource.aliases()));
    }

    private static String sorted(Set<String> words) {
        return String.join(
                ",", words.stream().filter(word -> !word.isEmpty()).sorted().toList());
    }

    private static ServedResource resource(String line) {
        String[] columns = line.split(" ", -1);
        return resource(
                ResourceName.parse(columns[0]),
                columns[1].equals(NAMESPACED),
                Set.of(columns[2].split(",", -1)),
                Set.of(columns[3].split(",", -1)));
    }

    private static ServedResource resource(
            ResourceName name, boolean isNamespaced, Set<String> verbs, Set<String> aliases) {
        return new ServedResource(
                name, ServedResource.Scope.of(isNamespaced), verbs, aliases, "", new ObjectKind("", ""));
    }

    private static Stream<ServedResource> resources(CustomResourceDefinition definition) {
        ResourceName name = new ResourceName(definition.group(), definition.plural(), "");
        boolean isNamespaced = definition.isNamespaced();
        return Stream.concat(
                Stream.of(resource(name, isNamespaced, VERBS, definition.aliases())),
                definition.versions().stream()
                        .flatMap(version -> version.subresources().stream())
                        .distinct()
                        .map(subresource -> resource(
                                name.subresource(subresource), isNamespaced, VERBS_OF_SUBRESOURCES, Set.of())));
    }
}
