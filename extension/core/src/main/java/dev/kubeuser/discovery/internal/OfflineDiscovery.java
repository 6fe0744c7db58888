package dev.kubeuser.discovery.internal;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private static final Gson GSON = new Gson();

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
                        .filter(object -> object.kind().equals("CustomResourceDefinition"))
                        .flatMap(object -> Definition.of(object).resources())));
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

    /** The {@code spec} of a CustomResourceDefinition. */
    private record Definition(
            @Nullable String group,
            @Nullable String scope,
            @Nullable Names names,
            @Nullable List<Version> versions) {

        private record Names(
                @Nullable String plural,
                @Nullable String singular,
                @Nullable String kind,
                @Nullable List<String> shortNames) {}

        private record Version(boolean served, @Nullable Map<String, Object> subresources) {}

        static Definition of(ManifestObject object) {
            try {
                Definition read = GSON.fromJson(object.json().get("spec"), Definition.class);
                return read == null ? new Definition(null, null, null, null) : read;
            } catch (JsonParseException malformed) {
                return new Definition(null, null, null, null);
            }
        }

        Stream<ServedResource> resources() {
            if (group == null || names == null || names.plural() == null || versions == null) {
                return Stream.empty();
            }
            ResourceName name = new ResourceName(group, names.plural(), "");
            boolean isNamespaced = !"Cluster".equals(scope);
            Set<String> subresources = new LinkedHashSet<>();
            for (Version version : versions) {
                if (version.served() && version.subresources() != null) {
                    subresources.addAll(version.subresources().keySet());
                }
            }
            return Stream.concat(
                    Stream.of(resource(name, isNamespaced, VERBS, aliases(names))),
                    subresources.stream()
                            .map(subresource -> resource(
                                    name.subresource(subresource), isNamespaced, VERBS_OF_SUBRESOURCES, Set.of())));
        }

        private static Set<String> aliases(Names names) {
            Set<String> aliases = new LinkedHashSet<>();
            if (names.singular() != null) {
                aliases.add(names.singular());
            }
            if (names.kind() != null) {
                aliases.add(names.kind());
            }
            if (names.shortNames() != null) {
                aliases.addAll(names.shortNames());
            }
            return aliases;
        }
    }
}
