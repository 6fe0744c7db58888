package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ServedFiles;
import dev.kubeuser.cluster.internal.ServerFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that the API server of a control plane is given. They are in a directory of their own, for the program wants
 * an empty one.
 *
 * @param directory only this user may enter it
 * @param program the control-plane program
 * @param spec what the API server is otherwise like
 */
record ServerDirectory(Path directory, Path program, ClusterSpec spec) implements ServerFolder {

    @Override
    public String path(String file) {
        return directory.resolve(file).toString();
    }

    @Override
    public void write(String file, String content) throws IOException {
        PrivateFiles.replace(directory.resolve(file), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Optional<String> refusal(String argument, String content) throws IOException {
        String file = argument + "-as-written.json";
        write(file, content);
        ControlPlaneProcess check = ControlPlaneProcess.launch(
                new ControlPlaneCommand(program, directory, ServedFiles.with(spec, argument, path(file))).check());
        try {
            return check.awaitRefusal(spec.launch().startTimeout(ClusterKind.EMBEDDED));
        } finally {
            check.terminate();
        }
    }

    @Override
    public void close() {
        ClusterDirectory.remove(directory);
    }
}
