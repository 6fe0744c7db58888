package dev.kubeuser.cluster.k3s;

import java.time.Duration;
import org.testcontainers.k3s.K3sContainer;

/**
 * Ends a container that JVMs share when none of them uses it. A shell in the container looks for a file four times in the
 * idle time, and removes it; as often each JVM makes it anew. When it was missing four times the shell ends k3s, and the
 * engine removes the container. k3s stays the first process, which its node needs to be.
 *
 * @param idle how long the container goes on without a JVM that uses it
 * @param startTimeout how much longer it may be before the first one does
 */
record K3sWatchdog(Duration idle, Duration startTimeout) {

    /** Where the image has a volume, so it can be written to. */
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

    /** The shell's own commands only, for there may be no others. */
    static String[] giveSign() {
        return new String[] {"/bin/sh", "-c", ": >" + SIGN};
    }

    /** How often to give a sign. */
    Duration pause() {
        long seconds = Math.max(1, idle.dividedBy(ROUNDS).toSeconds());
        return Duration.ofSeconds(seconds);
    }

    void guard(K3sContainer container) {
        String pause = String.valueOf(pause().toSeconds());
        String patience = String.valueOf(startTimeout.dividedBy(pause()) + 1);
        container.withCreateContainerCmdModifier(command -> {
            command.withEntrypoint("/bin/sh", "-c", SCRIPT, "kubeuser", pause, patience);
            command.getHostConfig().withAutoRemove(true);
        });
    }
}
