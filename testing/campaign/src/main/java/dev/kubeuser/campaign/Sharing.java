package dev.kubeuser.campaign;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Faults of JVMs that share a cluster by {@code kubeuser.reuse}. */
final class Sharing {

    private static final int JVMS = 20;
    private static final Duration IDLE_AND_GONE = Duration.ofSeconds(15);

    private final Random random;

    Sharing(Random random) {
        this.random = random;
    }

    List<Fault> faults() {
        return List.of(
                new Fault(
                        JVMS + " JVMs on one reused cluster, a quarter of them killed",
                        "the others pass, and nothing is left",
                        1,
                        this::crowd),
                new Fault(
                        "shared control plane killed between two runs",
                        "the next run starts one, and passes",
                        3,
                        this::killedBetween));
    }

    private void crowd(Ground ground) throws IOException, InterruptedException {
        Launch launch = reusing(ground)
                .option("-D" + VisitRun.VISIT + "=" + SharedVisit.class.getName())
                .option("-Dkubeuser.start-timeout=5m");
        List<Run> surviving = new ArrayList<>();
        List<Run> dying = new ArrayList<>();
        for (int i = 0; i < JVMS; i++) {
            (i % 4 == 3 ? dying : surviving).add(launch.start());
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        }
        for (Run run : dying) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2000));
            run.kill();
        }
        for (Run run : surviving) {
            run.requireGreen();
        }
        ground.requireNothingLeft(IDLE_AND_GONE);
    }

    private void killedBetween(Ground ground) throws IOException, InterruptedException {
        Launch launch = reusing(ground);
        launch.start().requireGreen();
        ground.controlPlanes().forEach(ProcessHandle::destroyForcibly);
        launch.start().requireGreen();
        ground.requireNothingLeft(IDLE_AND_GONE);
    }

    private static Launch reusing(Ground ground) {
        return ground.launch().option("-Dkubeuser.reuse=true").option("-Dkubeuser.reuse-idle=5s");
    }
}
