// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Faults that kill or stop processes. */
final class Deaths {

    /** The promise: within this time it is reported, and the run ends. */
    private static final Duration TOLD = Duration.ofSeconds(15);

    /** How long the rest of a run takes, before and after the tested part, on a busy machine. */
    private static final Duration REST_OF_RUN = Duration.ofSeconds(45);

    private final Random random;

    Deaths(Random random) {
        this.random = random;
    }

    List<Fault> faults() {
        return List.of(
                new Fault(
                        "kill -9 of the JVM at a random moment",
                        "nothing is left after 3 s, or after the next start if no control plane ran yet",
                        30,
                        this::killAtRandom),
                new Fault("kill -9 of the JVM in a test", "nothing is left after 3 s", 5, this::killInTest),
                new Fault(
                        "SIGTERM of the JVM at a random moment",
                        "nothing is left after 3 s",
                        10,
                        this::terminateAtRandom),
                new Fault(
                        "kill -9 of the control plane",
                        "the test says so, and nothing is left",
                        5,
                        this::killControlPlane),
                new Fault(
                        "kill -9 of JVM and control plane at once",
                        "nothing is left after the next start",
                        5,
                        this::killBoth),
                new Fault(
                        "control plane stopped (SIGSTOP)",
                        "the test says so within 15 s, and nothing is left",
                        3,
                        this::stopControlPlane),
                new Fault(
                        "control plane stopped, then SIGTERM of the JVM",
                        "the JVM ends within 15 s, and nothing is left",
                        3,
                        this::stopAndTerminate),
                new Fault(
                        "control plane stopped, then kill -9 of the JVM",
                        "nothing is left after the next start",
                        3,
                        this::stopAndKill));
    }

    private void killAtRandom(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().start();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(4000));
        run.kill();
        if (ground.isLeftToTheNextStart()) {
            ground.launch().start().requireGreen();
        }
    }

    private void terminateAtRandom(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().start();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(4000));
        run.signal("TERM");
        run.await(TOLD);
    }

    private void killInTest(Ground ground) throws IOException, InterruptedException {
        ground.launch().startHeld().kill();
    }

    private void killControlPlane(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().startHeld();
        ground.controlPlanes().forEach(ProcessHandle::destroyForcibly);
        run.release();
        run.requireFailure(REST_OF_RUN, "is no longer running");
    }

    private void killBoth(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().startHeld();
        List<ProcessHandle> all = ground.processes().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        run.await(TOLD);
        ground.launch().start().requireGreen();
    }

    private void stopControlPlane(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().startHeld();
        stop(ground);
        run.release();
        run.requireFailure(TOLD.plus(REST_OF_RUN), "no longer answers");
    }

    private void stopAndTerminate(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().startHeld();
        stop(ground);
        run.signal("TERM");
        run.await(TOLD);
    }

    private void stopAndKill(Ground ground) throws IOException, InterruptedException {
        Run run = ground.launch().startHeld();
        stop(ground);
        run.kill();
        ground.launch().start().requireGreen();
    }

    private static void stop(Ground ground) throws IOException, InterruptedException {
        for (ProcessHandle each : ground.controlPlanes().toList()) {
            Run.signal(each, "STOP");
        }
    }
}
