// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that the user's kustomize renders, or else the one in kubectl.
 *
 * <p>All that it names has to be on this machine: kustomize would fetch a URL, or let git clone it, wherever a file or
 * a directory may stand. So the kustomization, and those that it names, are read first, each once. Their authors can
 * hide a URL, so they are read as kustomize reads them: keys match in any case, with anchors and merged mappings. What
 * cannot be read is refused.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/">Declarative management of
 *     Kubernetes objects using Kustomize</a>
 */
final class Kustomization {

    /** Marks a source of manifests as a directory to render. */
    static final String PREFIX = "kustomize:";

    static final List<String> FILES = List.of("kustomization.yaml", "kustomization.yml", "Kustomization");

    /** What kustomize or git fetches, in this and in older versions. */
    private static final Pattern REMOTE = Pattern.compile(
            "(?:[a-z][a-z0-9+.-]*::|gh:|github\\.com[/:]|https?:|[a-z][a-z0-9+.-]*://|[a-z][a-z0-9-]*@).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern URL = Pattern.compile("https?:", Pattern.CASE_INSENSITIVE);

    /** Fields that name kustomizations, or files of objects. */
    private static final Set<String> BASES = fields("resources", "bases", "components");

    /** Fields that name, or hold, objects which configure a part of kustomize, and so may name files themselves. */
    private static final Set<String> PLUGINS = fields("generators", "transformers", "validators");

    /** Other fields that name files. */
    private static final Set<String> NAMING = fields(
            "crds",
            "configurations",
            "patchesStrategicMerge",
            "path",
            "paths",
            "files",
            "env",
            "envs",
            "valuesFile",
            "additionalValuesFiles",
            "targetFilePath",
            "argsFromFile");

    /** Names a file alone, or as in {@code key=file}. */
    private static final String FILE_OF_A_KEY = "files";

    /** Fields with text of the user's own, in which anything may stand. */
    private static final Set<String> FREE = fields(
            "metadata", "labels", "commonLabels", "annotations", "commonAnnotations", "options", "literals", "images");

    /**
     * A file, or a kustomization's directory, in the directory that relative paths start in.
     *
     * @param isPlugin whether its objects, which it may change before, configure kustomize; otherwise they are rendered
     */
    private record Visit(Path path, Path directory, boolean isPlugin) {}

    /** A place in a file, of which the rest is as for a visit. */
    private record Place(SourceFile file, Path directory, boolean isPlugin, LocatedJson located) {

        Place part(JsonElement part) {
            return at(located.part(part));
        }

        private Place at(LocatedJson part) {
            return new Place(file, directory, isPlugin, part);
        }

        /** The place of each text in it, and of each other scalar. */
        Stream<Place> scalars() {
            return located.all().filter(part -> part.json().isJsonPrimitive()).map(this::at);
        }

        /** A scalar as text. */
        String text() {
            return located.json().getAsString();
        }

        ManifestException refused(String problem) {
            return file.malformed(located.line(), problem);
        }
    }

    private final String source;
    private final SourceDirectory start;
    private final Set<Visit> visited = new HashSet<>();

    /**
     * Names one.
     *
     * @param source as in {@code kustomize:deploy/overlays/prod}
     * @param start the directory in which a relative path starts
     */
    Kustomization(String source, SourceDirectory start) {
        this.source = source;
        this.start = start;
    }

    private static Set<String> fields(String... names) {
        Set<String> fields = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fields.addAll(List.of(names));
        return fields;
    }

    /**
     * What is rendered, with the kustomization as its file.
     *
     * @throws ManifestException if something in it is not on this machine, or cannot be read or rendered
     */
    SourceFile render() {
        Path directory = start.path().resolve(source.substring(PREFIX.length()));
        start.provide(directory);
        Path file = FILES.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ManifestException(
                        Printable.text(source + ": there is no kustomization.yaml in " + directory.toAbsolutePath())
                                + "; only directories on this machine are rendered"));
        enter(directory, false);
        return new SourceFile(
                start.name(file.normalize()),
                text(directory.toAbsolutePath().toString()),
                SourceFile.Rendering.plain("kustomize"));
    }

    private String text(String directory) {
        try {
            return tool("kustomize", "build", directory).render(Printable.text(source));
        } catch (RenderingTool.MissingProgram another) {
            return textByKubectl(directory);
        }
    }

    private String textByKubectl(String directory) {
        try {
            return tool("kubectl", "kustomize", directory).render(Printable.text(source));
        } catch (RenderingTool.MissingProgram neither) {
            throw new ManifestException(
                    Printable.text(source)
                            + " could not be rendered: neither kustomize nor kubectl is on the PATH; install one of "
                            + "them",
                    neither);
        }
    }

    private static RenderingTool tool(String program, String command, String directory) {
        return new RenderingTool(program, List.of(program, command, directory), RenderingTool.TIMEOUT);
    }

    private void enter(Path named, boolean isPlugin) {
        Path directory;
        try {
            directory = named.toRealPath();
        } catch (IOException failure) {
            throw unreadable(named, failure);
        }
        if (visited.add(new Visit(directory, directory, isPlugin))) {
            FILES.stream()
                    .map(directory::resolve)
                    .filter(Files::exists)
                    .forEach(file -> read(file, named.resolve(file.getFileName()), directory, isPlugin));
        }
    }

    /** Reads a kustomization, or objects that configure one. */
    private void read(Path file, Path name, Path directory, boolean isPlugin) {
        try {
            String shown = name.normalize().toString().replace('\\', '/');
            read(SourceFile.of(shown, TextFile.read(file)), directory, isPlugin);
        } catch (IOException failure) {
            throw unreadable(name, failure);
        }
    }

    private static ManifestException unreadable(Path name, IOException failure) {
        return new ManifestException(
                Printable.name(name.toString()) + " could not be read: " + TextFile.reason(failure), failure);
    }

    private void read(SourceFile file, Path directory, boolean isPlugin) {
        new YamlReader(file).forEach(document -> {
            Place place = new Place(file, directory, isPlugin, document.located());
            if (isPlugin) {
                requireNoUrl(place);
            }
            search(place);
        });
    }

    /** What changes the configuration of a plugin may put a URL anywhere in it. */
    private static void requireNoUrl(Place place) {
        place.scalars().forEach(scalar -> {
            if (URL.matcher(scalar.text()).find()) {
                throw remote(scalar, scalar.text());
            }
        });
    }

    private void search(Place place) {
        JsonElement json = place.located().json();
        if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(item -> search(place.part(item)));
        } else if (json instanceof JsonObject object) {
            object.asMap().forEach((field, value) -> search(place.part(value), field));
        }
    }

    private void search(Place place, String field) {
        if (BASES.contains(field) || PLUGINS.contains(field) || NAMING.contains(field)) {
            place.scalars().forEach(scalar -> named(scalar, field, scalar.text()));
        }
        if (!FREE.contains(field)) {
            search(place);
        }
    }

    private void named(Place place, String field, String text) {
        requireLocal(place, text);
        boolean holdsObjects = PLUGINS.contains(field) && (text.indexOf('\n') >= 0 || text.indexOf('{') >= 0);
        if (holdsObjects) {
            read(SourceFile.of(place.file().name(), text), place.directory(), place.isPlugin());
        }
        String name = text;
        if (field.equalsIgnoreCase(FILE_OF_A_KEY)) {
            name = text.substring(text.indexOf('=') + 1);
            requireLocal(place, name);
        }
        Path path = path(place, name);
        if (path != null) {
            if (!Path.of(name).isAbsolute()) { // which kustomize refuses
                start.provide(path);
            }
            if (Files.exists(path)) {
                named(place, field, path);
            }
        }
    }

    private void named(Place place, String field, Path path) {
        boolean isPlugin = place.isPlugin() || PLUGINS.contains(field);
        if (Files.isDirectory(path)) {
            if (BASES.contains(field) || PLUGINS.contains(field)) {
                enter(path, isPlugin);
            }
        } else if (!Files.isRegularFile(path)) {
            throw place.refused(path.getFileName() + " is neither a file nor a directory");
        } else if (isPlugin && visited.add(new Visit(path, place.directory(), place.isPlugin()))) {
            read(path, path, place.directory(), place.isPlugin());
        }
    }

    private static void requireLocal(Place place, String text) {
        if (REMOTE.matcher(text).matches()) {
            throw remote(place, text);
        }
    }

    private static ManifestException remote(Place place, String text) {
        return place.refused("\"" + text
                + "\" is not on this machine, and nothing is fetched: copy it into a directory, and name that");
    }

    private static @Nullable Path path(Place place, String text) {
        try {
            return text.isEmpty() ? null : place.directory().resolve(text).normalize();
        } catch (InvalidPathException noFile) {
            return null;
        }
    }
}
