package dev.kubeuser.cluster.k3s;

import dev.kubeuser.cluster.internal.ServerFolder;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;

/**
 * The files by which k3s authorizes, in its container. They end with that.
 *
 * @param container it is to start
 */
record AuthorizationInContainer(K3sContainer container) implements ServerFolder {

    private static final int FOR_OWNER = 0600;

    @Override
    public String path(String file) {
        return K3sCommand.AUTHORIZATION + file;
    }

    @Override
    public void write(String file, String content) {
        container.withCopyToContainer(Transferable.of(content, FOR_OWNER), path(file));
    }

    @Override
    public void close() {
        // The container takes them along.
    }
}
