package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The same way by hand: openssl, kubectl, base64 and curl, on the same cluster. */
final class TutorialCommands implements Contender {

    private final KubeAccess admin;
    private final Path work;
    private final String script;
    private final AtomicInteger count = new AtomicInteger();

    TutorialCommands(KubeAccess admin, Path work) throws IOException {
        this.admin = admin;
        this.work = Files.createTempDirectory(work, "tutorial-");
        this.script = readScript();
    }

    private static String readScript() throws IOException {
        try (InputStream in = TutorialCommands.class.getResourceAsStream("tutorial.sh")) {
            return new String(Objects.requireNonNull(in, "tutorial.sh").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public String name() {
        return "openssl, the kubectl on the PATH, curl (RSA 2048)";
    }

    @Override
    public Optional<String> obstacle() {
        return Tool.firstMissing("bash", "openssl", "base64", "curl", "kubectl");
    }

    @Override
    public Duration once() throws Exception {
        String user = "reader-" + count.incrementAndGet();
        Command commands =
                Command.of("bash", "-c", script, "tutorial.sh", user).in(work).with(environment());
        long begin = System.nanoTime();
        String printed = commands.run();
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        if (!printed.endsWith("ok")) {
            throw new IOException("the tutorial's commands did not end with ok: " + printed);
        }
        return taken;
    }

    private Map<String, String> environment() {
        return Map.of(
                "KUBECONFIG", admin.cluster().adminKubeconfig().toString(),
                "PORT", String.valueOf(admin.baseUrl().port()),
                "CA", admin.pemFiles().certificateAuthority().toString());
    }
}
