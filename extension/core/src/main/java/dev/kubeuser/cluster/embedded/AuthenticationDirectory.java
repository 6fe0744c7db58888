package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.ServerFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file by which a control plane authenticates. It is in a directory of its own, for the program wants an empty one.
 *
 * @param directory only this user may enter it
 */
record AuthenticationDirectory(Path directory) implements ServerFile {

    private Path file() {
        return directory.resolve("authentication.json");
    }

    @Override
    public String path() {
        return file().toString();
    }

    @Override
    public void replace(String content) throws IOException {
        PrivateFiles.replace(file(), out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        ClusterDirectory.remove(directory);
    }
}
