package dev.kubeuser.cluster.k3s;

import dev.kubeuser.cluster.internal.ServerFile;
import java.io.IOException;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;

/**
 * The file by which k3s authenticates, in its container. It ends with that.
 *
 * @param container it has started, or is to start
 * @param engine limits how long the engine may take
 */
record AuthenticationInContainer(K3sContainer container, EngineCalls engine) implements ServerFile {

    private static final String NEXT = K3sCommand.AUTHENTICATION + ".new";

    @Override
    public String path() {
        return K3sCommand.AUTHENTICATION;
    }

    /** In a running container the engine writes a file bit by bit, so that goes beside the one that k3s watches. */
    @Override
    public void replace(String content) throws IOException {
        if (container.getContainerId() == null) {
            container.withCopyToContainer(Transferable.of(content), path());
            return;
        }
        try {
            boolean unused = engine.answer(() -> replaceRunning(content));
        } catch (EngineCalls.Unanswered silent) {
            throw new IOException(silent.getMessage(), silent);
        }
    }

    private boolean replaceRunning(String content) throws IOException {
        container.copyFileToContainer(Transferable.of(content), NEXT);
        try {
            ExecResult result =
                    container.execInContainer("/bin/sh", "-c", "mv \"$1\" \"$2\"", "kubeuser", NEXT, path());
            if (result.getExitCode() != 0) {
                throw new IOException("the shell in the container failed: " + result.getStdout() + result.getStderr());
            }
            return true;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing in the container", interrupt);
        }
    }

    @Override
    public void close() {
        // The container takes it along.
    }
}
