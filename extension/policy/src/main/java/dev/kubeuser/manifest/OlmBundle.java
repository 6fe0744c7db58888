// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bundle of the Operator Lifecycle Manager: a directory with {@code manifests/}, or that directory. The objects in it
 * are in the namespace of the operator, and a {@link ClusterServiceVersion} among them says what else there is.
 *
 * @see <a href="https://olm.operatorframework.io/docs/tasks/creating-operator-bundle/">Creating an operator bundle</a>
 */
final class OlmBundle {

    /** Marks a source of manifests as a bundle. */
    static final String PREFIX = "olm:";

    private static final Pattern SOURCE = Pattern.compile(PREFIX + "(?:([a-z0-9,-]+):)?(.*)", Pattern.DOTALL);

    /** Other kinds that a bundle can have are of the whole cluster. */
    private static final Set<String> NAMESPACED = Set.of(
            "ConfigMap",
            "NetworkPolicy",
            "PodDisruptionBudget",
            "PodMonitor",
            "PrometheusRule",
            "Role",
            "RoleBinding",
            "Secret",
            "Service",
            "ServiceAccount",
            "ServiceMonitor");

    private final String source;
    private final Path directory;
    private final Set<String> named;
    private final String namespace;

    /**
     * Names one.
     *
     * @param source as in {@code olm:bundle/}, or {@code olm:team-a,team-b:bundle/} with the namespaces that the
     *     operator watches
     * @param start the directory in which a relative path starts
     * @param namespace the namespace of the operator
     */
    OlmBundle(String source, SourceDirectory start, String namespace) {
        Matcher parts = SOURCE.matcher(source);
        if (!parts.matches()) {
            throw new IllegalArgumentException(source);
        }
        this.source = Printable.text(source);
        this.directory = start.path().resolve(parts.group(2));
        this.named = parts.group(1) == null
                ? Set.of()
                : new LinkedHashSet<>(List.of(parts.group(1).split(",", -1)));
        this.namespace = namespace;
        named.stream().filter(each -> !DnsNames.isLabel(each)).findFirst().ifPresent(wrong -> {
            throw new ManifestException(
                    this.source + ": \"" + wrong + "\" cannot be a namespace: write those that the operator watches as"
                            + " in olm:team-a,team-b:bundle/");
        });
        start.provide(directory);
    }

    /** Whether a file has the name that operator-sdk gives a ClusterServiceVersion. */
    static boolean isVersion(String file) {
        return file.endsWith(".clusterserviceversion.yaml");
    }

    /** The files of its manifests. */
    List<SourceFile> files(SourceDirectory start) {
        Path below = directory.resolve("manifests");
        Path manifests = Files.isDirectory(below) ? below : directory;
        if (!Files.isDirectory(manifests)) {
            throw new ManifestException(source + ": there is no directory " + Printable.name(directory.toString())
                    + "; name a bundle, which has manifests/ and metadata/, on this machine");
        }
        return SourceDirectory.inDirectory(manifests, source).stream()
                .map(file -> read(file, start.name(file.normalize())))
                .toList();
    }

    /** Whoever made the bundle may not be allowed to read what a link in it leads to. */
    private SourceFile read(Path file, String name) {
        try {
            if (!file.toRealPath().startsWith(directory.toRealPath())) {
                throw new ManifestException(
                        Printable.name(name) + " is a link that leads out of the bundle: replace it by the file");
            }
            return SourceFile.of(name, TextFile.read(file)).in(this);
        } catch (IOException failure) {
            throw new ManifestException(
                    Printable.name(name) + " could not be read: " + TextFile.reason(failure), failure);
        }
    }

    /** What there is in a cluster once it is installed, of the objects in all its files. */
    List<ManifestObject> installed(List<ManifestObject> written) {
        List<ManifestObject> versions =
                written.stream().filter(ClusterServiceVersion::isOne).toList();
        if (versions.size() != 1) {
            throw new ManifestException(source + " has "
                    + (versions.isEmpty()
                            ? "no ClusterServiceVersion: name a bundle, which has one in manifests/"
                            : "several ClusterServiceVersions, and a bundle has one: " + versions));
        }
        List<ManifestObject> others =
                written.stream().filter(object -> object != versions.get(0)).toList();
        others.stream()
                .filter(object -> NAMESPACED.contains(object.kind()))
                .forEach(object -> object.located()
                        .json()
                        .getAsJsonObject()
                        .getAsJsonObject("metadata")
                        .addProperty("namespace", namespace));
        ClusterServiceVersion version = new ClusterServiceVersion(versions.get(0), namespace, written.size());
        List<ManifestObject> objects = new ArrayList<>(others);
        Set<String> titles = others.stream().map(ManifestObject::title).collect(Collectors.toSet());
        // A ServiceAccount may be in the bundle, too.
        version.installed(watched(version)).stream()
                .filter(object -> !(object.kind().equals("ServiceAccount") && titles.contains(object.title())))
                .forEach(objects::add);
        return objects;
    }

    /** The namespaces in which the operator has its permissions; none for the whole cluster. */
    private Set<String> watched(ClusterServiceVersion version) {
        Set<String> supported = version.installModes();
        if (named.isEmpty() && supported.contains("AllNamespaces")) {
            return Set.of();
        }
        Set<String> watched = named;
        if (named.isEmpty()) {
            version.require(
                    Set.of("OwnNamespace"),
                    "the namespaces that the operator watches are needed: write them as in olm:team-a,team-b:bundle/");
            watched = Set.of(namespace);
        }
        Set<String> modes = watched.stream()
                .map(each -> each.equals(namespace) ? "OwnNamespace" : "SingleNamespace")
                .collect(Collectors.toSet());
        if (watched.size() > 1) {
            modes.remove("SingleNamespace");
            modes.add("MultiNamespace");
        }
        version.require(modes, "an operator in " + namespace + " cannot watch " + String.join(", ", watched));
        return Stream.concat(Stream.of(namespace), watched.stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
