package dev.kubeuser.manifest;

import dev.kubeuser.base.internal.Printable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory that the user's kustomize renders, or else the one in kubectl.
 *
 * @param source as in {@code kustomize:deploy/overlays/prod}
 * @param start the directory in which a relative path starts
 * @see <a href="https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/">Declarative management of
 *     Kubernetes objects using Kustomize</a>
 */
record Kustomization(String source, SourceDirectory start) {

    /** Marks a source of manifests as a directory to render. */
    static final String PREFIX = "kustomize:";

    /** What is rendered, with the kustomization as its file. */
    SourceFile render() {
        Path directory = start.path().resolve(source.substring(PREFIX.length()));
        start.provide(directory);
        Path file = KustomizationTree.FILES.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ManifestException(
                        Printable.text(source + ": there is no kustomization.yaml in " + directory.toAbsolutePath())
                                + "; only directories on this machine are rendered"));
        KustomizationTree.requireLocal(directory, start);
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
                            + " could not be rendered: neither kustomize nor kubectl is on the PATH; install one of them",
                    neither);
        }
    }

    private static RenderingTool tool(String program, String command, String directory) {
        return new RenderingTool(program, List.of(program, command, directory), RenderingTool.TIMEOUT);
    }
}
