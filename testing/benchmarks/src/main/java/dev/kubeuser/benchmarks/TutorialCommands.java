package dev.kubeuser.benchmarks;

import dev.kubeuser.access.KubeAccess;
import java.io.File;
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
    private final String kubectl;
    private final Path kubectlDirectory;
    private final Path work;
    private final String script;
    private final String prefix;
    private final AtomicInteger count = new AtomicInteger();

    private TutorialCommands(KubeAccess admin, String prefix, String kubectl, Path kubectlDirectory, Path work)
            throws IOException {
        this.prefix = prefix;
        this.admin = admin;
        this.kubectl = kubectl;
        this.kubectlDirectory = kubectlDirectory;
        this.work = Files.createTempDirectory(work, "tutorial-");
        this.script = readScript();
    }

    /** As a reader of the tutorial runs them: with the kubectl of this machine. */
    static TutorialCommands asInstalled(KubeAccess admin, Path work) throws IOException {
        return new TutorialCommands(admin, "reader-", "the kubectl on the PATH", work, work);
    }

    /** With a kubectl built of the control plane's modules: what is on the PATH may be another one, or a wrapper. */
    static TutorialCommands asBuilt(KubeAccess admin, RivalPrograms programs, Path work)
            throws IOException, InterruptedException {
        return new TutorialCommands(admin, "builder-", "kubectl " + programs.version(), programs.directory(), work);
    }

    private static String readScript() throws IOException {
        try (InputStream in = TutorialCommands.class.getResourceAsStream("tutorial.sh")) {
            return new String(Objects.requireNonNull(in, "tutorial.sh").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public String name() {
        return "openssl, " + kubectl + ", curl (RSA 2048)";
    }

    @Override
    public Optional<String> obstacle() {
        return Tool.firstMissing("bash", "openssl", "base64", "curl", "kubectl");
    }

    @Override
    public Duration once() throws Exception {
        String user = prefix + count.incrementAndGet();
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
                "PATH", path(),
                "KUBECONFIG", admin.cluster().adminKubeconfig().toString(),
                "PORT", String.valueOf(admin.baseUrl().port()),
                "CA", admin.pemFiles().certificateAuthority().toString());
    }

    private String path() {
        return kubectlDirectory + File.pathSeparator + System.getenv().getOrDefault("PATH", "");
    }
}
