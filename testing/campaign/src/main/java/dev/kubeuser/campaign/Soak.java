// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.campaign.Fault.BrokenPromise;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.credential.UserSpec;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.run.KubeSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One session that works for a long time: users come and go, policies are applied, requests are sent. Nothing may grow.
 */
final class Soak {

    /** Growth up to this factor still counts as level: caches fill, and the garbage collector runs when it likes. */
    private static final double LEVEL = 1.3;

    private static final int REQUESTS_PER_ROUND = 50;
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final UserSpec ALICE = UserSpec.named("alice").withGroups("developers");
    private static final long WARM_UP_ROUNDS = 20;
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    private Soak() {}

    static Fault lasting(Duration duration) {
        return new Fault(
                "soak of " + duration.toSeconds() + " s",
                "every answer is right; heap, threads and open files of the JVM and memory of the control plane stay"
                        + " level",
                1,
                ground -> run(ground, duration));
    }

    private static void run(Ground ground, Duration duration) throws IOException, InterruptedException {
        ground.launch()
                .option("-Dcampaign.soak=" + duration.toMillis())
                .program(Soak.class)
                .start()
                .requireGreenWithin(duration.plusMinutes(3));
    }

    /** The program of the JVM that works. */
    public static void main(String[] arguments) throws IOException {
        Instant end = Instant.now().plusMillis(Long.getLong("campaign.soak"));
        try (KubeSession session = KubeSession.start()) {
            long rounds = 0;
            Level begin = null;
            while (begin == null || Instant.now().isBefore(end)) {
                round(session);
                rounds++;
                if (rounds == WARM_UP_ROUNDS) {
                    begin = Level.now(session);
                }
            }
            Level last = Level.now(session);
            System.out.println("campaign: " + rounds + " rounds, " + rounds * REQUESTS_PER_ROUND + " requests; " + begin
                    + " to " + last);
            last.requireLevelWith(begin);
        } catch (RuntimeException failure) {
            System.out.println(Visit.FAILURE + failure);
            System.exit(1);
        }
    }

    /** A user comes, may nothing, then what a policy says, and goes. */
    @SuppressWarnings("try") // javac: the policy is in force, and nothing is asked of it
    private static void round(KubeSession session) {
        try (CertificateFlow flow = new CertificateFlow(session.cluster(), ALICE, PATIENCE);
                KubeAccess alice = KubeAccess.connect(session.cluster(), flow.run())) {
            ask(alice, FORBIDDEN);
            try (AppliedManifests policy =
                    AppliedManifests.apply(Manifests.load("classpath:policy/"), session.admin())) {
                ask(alice, OK);
            }
        }
    }

    private static void ask(KubeAccess alice, int expected) {
        for (int i = 0; i < REQUESTS_PER_ROUND / 2; i++) {
            int code = alice.get("/api/v1/namespaces").code();
            if (code != expected) {
                throw new BrokenPromise("a request was answered with " + code + " instead of " + expected);
            }
        }
    }

    private record Level(long heap, int threads, long files, long resident) {

        static Level now(KubeSession session) throws IOException {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                return new Level(
                        runtime.totalMemory() - runtime.freeMemory(),
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        files.count(),
                        resident(session));
            }
        }

        private static long resident(KubeSession session) throws IOException {
            String directory = session.cluster().directory().toString();
            ProcessHandle controlPlane = ProcessHandle.current()
                    .descendants()
                    .filter(process -> Ground.commandLine(process).contains(directory))
                    .findFirst()
                    .orElseThrow();
            Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/" + controlPlane.pid() + "/status")));
            return found.find() ? Long.parseLong(found.group(1)) * 1024 : 0;
        }

        void requireLevelWith(Level before) {
            require("heap", before.heap, heap);
            require("threads", before.threads, threads);
            require("open files", before.files, files);
            require("memory of the control plane", before.resident, resident);
        }

        private static void require(String what, long before, long now) {
            if (now > before * LEVEL) {
                throw new BrokenPromise(String.format(Locale.ROOT, "%s grew from %d to %d", what, before, now));
            }
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "heap %d MiB, %d threads, %d open files, control plane %d MiB",
                    heap >> 20,
                    threads,
                    files,
                    resident >> 20);
        }
    }
}
