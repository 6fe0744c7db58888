package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** {@code kubectl auth can-i} in a loop, as people do it: measured for a few questions, told for as many as the rest. */
record CanILoop(KubeAccess admin, int reviews) implements Contender {

    private static final int CALLS = 10;

    @Override
    public String name() {
        return "kubectl auth can-i in a loop, from " + CALLS + " calls";
    }

    @Override
    public Optional<String> obstacle() {
        return Tool.firstMissing("kubectl");
    }

    @Override
    public Duration once() throws Exception {
        Command question = Command.of(
                "kubectl",
                "--kubeconfig=" + admin.cluster().adminKubeconfig(),
                "auth",
                "can-i",
                "list",
                "pods",
                "--as=bench-0");
        long begin = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            ask(question);
        }
        return Duration.ofNanos((System.nanoTime() - begin) / CALLS * reviews);
    }

    /** It ends with 1 for a no. */
    private static void ask(Command question) throws InterruptedException {
        try {
            question.run();
        } catch (IOException no) {
            if (!String.valueOf(no.getMessage()).endsWith(": no")) {
                throw new IllegalStateException(no);
            }
        }
    }
}
