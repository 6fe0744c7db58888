package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ServerFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The files that the API server of a control plane is given. They are in a directory of their own, for the program wants
 * an empty one.
 *
 * @param directory only this user may enter it
 */
record ServerDirectory(Path directory) implements ServerFolder {

    @Override
    public String path(String file) {
        return directory.resolve(file).toString();
    }

    @Override
    public void write(String file, String content) throws IOException {
        PrivateFiles.replace(directory.resolve(file), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        ClusterDirectory.remove(directory);
    }
}
