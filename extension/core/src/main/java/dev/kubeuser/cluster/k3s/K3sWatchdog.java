package dev.kubeuser.cluster.k3s;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.testcontainers.k3s.K3sContainer;

/**
 * Ends a shared container when no JVM uses it. Four times per idle time, a shell in the container looks for a file and
 * removes it; each JVM recreates it as often. If the file is missing four times in a row, the shell ends k3s and the
 * engine removes the container. k3s stays process 1, as its node requires.
 *
 * @param idle how long the container keeps running unused
 * @param startTimeout how much longer it waits for the first one
 */
record K3sWatchdog(Duration idle, Duration startTimeout) {

    /** In a volume of the image, so that it is writable. */
    private static final String SIGN = "/var/lib/rancher/k3s/in-use";

    private static final int ROUNDS = 4;

    private static final String SCRIPT = """
            pause=$1 missing=-$2
            shift 2
            (
              while [ $missing -lt %2$d ]; do
                sleep $pause || exit
                if rm %1$s 2>/dev/null; then missing=0; else missing=$((missing + 1)); fi
              done
              kill 1
            ) &
            exec /bin/k3s "$@"
            """.formatted(SIGN, ROUNDS);

    private Duration pause() {
        long seconds = Math.max(1, idle.dividedBy(ROUNDS).toSeconds());
        return Duration.ofSeconds(seconds);
    }

    /** Adds the shell to a container that is not yet created. */
    void guard(K3sContainer container) {
        String pause = String.valueOf(pause().toSeconds());
        String grace = String.valueOf(startTimeout.dividedBy(pause()) + 1);
        container.withCreateContainerCmdModifier(command -> {
            command.withEntrypoint("/bin/sh", "-c", SCRIPT, "kubeuser", pause, grace);
            command.getHostConfig().withAutoRemove(true);
        });
    }

    /**
     * Begins this JVM's use of the container by giving the first sign.
     *
     * @throws IOException if the container does not accept the sign
     */
    Use use(K3sContainer container) throws IOException {
        Use use = new Use(container, pause());
        use.giveSign();
        use.begin();
        return use;
    }

    /** This JVM's use of a container: it gives the sign until it is closed. */
    static final class Use implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger(K3sWatchdog.class.getName());

        private final K3sContainer container;
        private final Duration pause;
        private final CountDownLatch ended = new CountDownLatch(1);

        private Use(K3sContainer container, Duration pause) {
            this.container = container;
            this.pause = pause;
        }

        private void begin() {
            Thread thread = new Thread(this::giveSigns, "kubeuser-k3s-use");
            thread.setDaemon(true);
            thread.start();
        }

        private void giveSigns() {
            try {
                while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    tryToGiveSign();
                }
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            }
        }

        /** A missed sign does no harm, and tests fail anyway if the container is gone. */
        private void tryToGiveSign() {
            try {
                giveSign();
            } catch (IOException | RuntimeException missed) {
                LOG.log(System.Logger.Level.DEBUG, "kubeuser: a k3s container did not take the sign of use", missed);
            }
        }

        /** Uses only the shell, because the image may have no other command. */
        private void giveSign() throws IOException {
            try {
                var result = container.execInContainer("/bin/sh", "-c", ": >" + SIGN);
                if (result.getExitCode() != 0) {
                    throw new IOException("the shell in the container failed: " + result.getStderr());
                }
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while giving the container the sign of use", interrupt);
            }
        }

        @Override
        public void close() {
            ended.countDown();
        }
    }
}
