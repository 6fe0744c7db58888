// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the files that sources such as {@code deploy/rbac/} and {@code classpath:rbac.yaml} name, each file once. */
final class ManifestSources {

    /** Marks a source of manifests as a chart to render. */
    private static final String CHART = "helm:";

    private static final String STANDARD_INPUT = "-";

    private final SourceDirectory directory;
    private final Set<Object> read;
    private final Installation installation;
    private final List<SourceFile> files = new ArrayList<>();

    /**
     * Reads nothing yet.
     *
     * @param directory where relative paths start
     * @param read what was read before, and is not read again
     * @param installation how charts and bundles are installed
     */
    private ManifestSources(SourceDirectory directory, Set<Object> read, Installation installation) {
        this.installation = installation;
        this.directory = directory;
        this.read = read;
    }

    static List<SourceFile> read(List<String> sources, Installation installation) {
        return read(SourceDirectory.working(), sources, installation);
    }

    static List<SourceFile> read(SourceDirectory directory, List<String> sources, Installation installation) {
        ManifestSources found = new ManifestSources(directory, new HashSet<>(), installation);
        sources.forEach(found::add);
        return found.files;
    }

    /** Whether a source is read neither in the working directory nor in another one in its place. */
    static boolean isElsewhere(String source) {
        return source.startsWith(ModuleDirectory.CLASSPATH) || source.startsWith(GitTree.PREFIX);
    }

    private void add(String source) {
        if (source.isBlank()) {
            throw new ManifestException(
                    "The source of manifests is empty: name a file, a directory, a glob such as deploy/*.yaml,"
                            + " or a resource such as classpath:rbac.yaml");
        }
        Supplier<String> input = installation.input();
        if (source.equals(STANDARD_INPUT) && input != null && !(directory instanceof GitTree)) {
            files.add(SourceFile.ofStandardInput(input.get()));
        } else if (source.startsWith(ModuleDirectory.CLASSPATH)) {
            addResource(source);
        } else if (source.startsWith(GitTree.PREFIX)) {
            files.addAll(GitTree.read(source, directory.path().toAbsolutePath(), this::atRevision));
        } else if (source.startsWith(Kustomization.PREFIX)) {
            files.add(new Kustomization(source, directory).render());
        } else if (source.startsWith(KubebuilderMarkers.PREFIX)) {
            files.add(new KubebuilderMarkers(source, directory).roles());
        } else if (source.startsWith(CHART)) {
            files.add(defaultChart(directory.path().resolve(source.substring(CHART.length()))));
        } else if (source.startsWith(OlmBundle.PREFIX)) {
            files.addAll(new OlmBundle(source, directory, installation.namespace()).files(directory));
        } else {
            directory.manifests(source).forEach(file -> addFile(file, directory.name(file)));
        }
    }

    private List<SourceFile> atRevision(String source, GitTree tree) {
        ManifestSources found = new ManifestSources(tree, read, installation);
        found.add(source);
        return found.files;
    }

    /** A chart with its own values and a release of its name, or as it is installed: the templates are its files. */
    private SourceFile defaultChart(Path chart) {
        directory.provide(chart);
        HelmChart installed =
                installation.charts().apply(HelmChart.of(chart.toString()).withNamespace(installation.namespace()));
        return installed
                .withValues(installed.values().stream().map(this::provided).toArray(String[]::new))
                .render(
                        HelmCapabilities.of(KnownVersions.read().standard().toString()),
                        directory.name(chart.normalize()));
    }

    private String provided(String values) {
        Path file = directory.path().resolve(values);
        directory.provide(file);
        return file.toString();
    }

    private void addFile(Path file, String name) {
        if (read.add(directory.identity(file))) {
            try {
                files.add(SourceFile.of(name.replace('\\', '/'), TextFile.read(file)));
            } catch (IOException failure) {
                throw new ManifestException(
                        Printable.name(name) + " could not be read: " + failure.getMessage(), failure);
            }
        }
    }

    private void addResource(String source) {
        String name = ModuleDirectory.resourceName(source);
        URL resource = loader().getResource(name);
        if (resource == null) {
            throw new ManifestException(Printable.text(source) + " is not on the class path of the tests"
                    + (SourceDirectory.isGlob(name) ? "; globs match files, not resources" : ""));
        }
        if (resource.getProtocol().equals("file")) {
            addResourceFiles(source, name, resource);
        } else {
            addStream(source, resource);
        }
    }

    /** A resource that is not packed in a jar may be a directory. */
    private void addResourceFiles(String source, String name, URL resource) {
        Path path = Path.of(URI.create(resource.toString()));
        if (Files.isRegularFile(path)) {
            addFile(path, ModuleDirectory.CLASSPATH + name);
        } else {
            String parent = ModuleDirectory.CLASSPATH + name.replaceFirst("/+$", "") + "/";
            SourceDirectory.inDirectory(path, source).forEach(file -> addFile(file, parent + file.getFileName()));
        }
    }

    private void addStream(String source, URL resource) {
        try {
            files.add(SourceFile.of(source, TextFile.read(resource)));
        } catch (IOException failure) {
            throw new ManifestException(
                    source + " could not be read from " + resource + ": " + failure.getMessage(), failure);
        }
    }

    private static ClassLoader loader() {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null ? ManifestSources.class.getClassLoader() : ofThread;
    }
}
