package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * k3s in a container that ends with this JVM, even if the JVM is killed and Testcontainers' reaper is switched off. The
 * JVM holds the container's standard input open. A shell in the container reads it, and ends k3s when it closes. A JVM
 * that is only paused, as by a debugger, keeps it open. k3s stays process 1, as its node requires.
 */
final class BoundContainer extends K3sContainer {

    /** Without this line there is no standard input, because the engine does not offer it: then nothing is bound. */
    private static final String BOND = "bound\n";

    private static final String SCRIPT = """
            exec 3<&0
            (
              read bond <&3 || exit
              while read more <&3; do :; done
              kill 1
              sleep 5
              kill -9 -1
            ) &
            exec /bin/k3s "$@" 3<&- </dev/null
            """;

    private final Bond bond = new Bond();

    BoundContainer(DockerImageName image) {
        super(image);
        withCreateContainerCmdModifier(command -> command.withEntrypoint("/bin/sh", "-c", SCRIPT, "kubeuser")
                .withStdinOpen(true)
                .withStdInOnce(true));
    }

    /** Attaches before the start, so that no kill of the JVM comes in between. */
    @Override
    protected void containerIsCreated(String containerId) {
        super.containerIsCreated(containerId);
        dockerClient
                .attachContainerCmd(containerId)
                .withStdIn(bond)
                .withFollowStream(true)
                .exec(new ResultCallback.Adapter<Frame>());
    }

    @Override
    public void stop() {
        try {
            super.stop();
        } finally {
            bond.close();
        }
    }

    /** One line, and then nothing until it is closed. */
    private static final class Bond extends InputStream {

        private final byte[] line = BOND.getBytes(StandardCharsets.US_ASCII);
        private final CountDownLatch closed = new CountDownLatch(1);
        private int position;

        @Override
        public int read() throws IOException {
            if (position < line.length) {
                return line[position++];
            }
            try {
                closed.await();
                return -1;
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", interrupt);
            }
        }

        /** Returns a byte at a time, so that the line is sent although the input goes on. */
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int next = read();
            if (next < 0) {
                return -1;
            }
            buffer[offset] = (byte) next;
            return 1;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
