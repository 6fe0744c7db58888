package dev.kubeuser.cluster.k3s;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.testcontainers.k3s.K3sContainer;

/** This JVM's use of a container that it shares: tells the {@link K3sWatchdog} of it from time to time. */
final class K3sUse implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(K3sUse.class.getName());

    private final CountDownLatch ended = new CountDownLatch(1);

    private K3sUse() {}

    /**
     * Gives the first sign at once.
     *
     * @throws IOException if the container does not take it
     */
    static K3sUse begin(K3sContainer container, Duration pause) throws IOException {
        giveSign(container);
        K3sUse use = new K3sUse();
        Thread thread = new Thread(() -> use.goOn(container, pause), "kubeuser-k3s-use");
        thread.setDaemon(true);
        thread.start();
        return use;
    }

    private void goOn(K3sContainer container, Duration pause) {
        try {
            while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                giveAnother(container);
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private static void giveSign(K3sContainer container) throws IOException {
        try {
            var result = container.execInContainer(K3sWatchdog.giveSign());
            if (result.getExitCode() != 0) {
                throw new IOException("the shell in the container says: " + result.getStderr());
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the container was told of its use", interrupt);
        }
    }

    /** A container that is gone is told of by what fails then; a single sign that is missed does no harm. */
    private static void giveAnother(K3sContainer container) {
        try {
            giveSign(container);
        } catch (IOException | RuntimeException missed) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a k3s container was not told of its use", missed);
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
