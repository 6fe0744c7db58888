package dev.kubeuser.cluster.k3s;

import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.internal.ServerFolder;
import java.io.IOException;
import java.time.Duration;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;

/**
 * The files that the API server of k3s is given, in its container. They end with that.
 *
 * @param container it has started, or is to start
 * @param limit how long the engine may take to write a file
 */
record ContainerFolder(K3sContainer container, Duration limit) implements ServerFolder {

    /** Where the folder is in the container. */
    static final String PATH = "/var/lib/rancher/k3s/server/kubeuser/";

    private static final int FOR_OWNER = 0600;

    @Override
    public String path(String file) {
        return PATH + file;
    }

    /** In a running container the engine writes a file bit by bit, so that goes beside the one that k3s watches. */
    @Override
    public void write(String file, String content) throws IOException {
        Transferable written = Transferable.of(content, FOR_OWNER);
        if (container.getContainerId() == null) {
            container.withCopyToContainer(written, path(file));
            return;
        }
        try {
            boolean unused = ContainerEngine.answer(limit, () -> replace(path(file), written));
        } catch (Timed.Unanswered silent) {
            throw new IOException(silent.getMessage(), silent);
        }
    }

    private boolean replace(String path, Transferable written) throws IOException {
        String next = path + ".new";
        container.copyFileToContainer(written, next);
        ContainerEngine.shell(container, "mv \"$1\" \"$2\"", next, path);
        return true;
    }

    @Override
    public void close() {
        // The container takes them along.
    }
}
