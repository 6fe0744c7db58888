package dev.kubeuser.benchmarks;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.Utils;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kube-api-test of fabric8 with its default settings: etcd and kube-apiserver as processes. It is given programs
 * instead of downloading them; downloading does not count.
 */
final class KubeApiTestStart implements Contender {

    private final RivalPrograms programs;
    private final Path work;
    private @Nullable KubeAPIServerConfig config;

    KubeApiTestStart(RivalPrograms programs, Path work) {
        this.programs = programs;
        this.work = work;
    }

    @Override
    public String name() {
        return "kube-api-test";
    }

    @Override
    public Optional<String> obstacle() {
        return programs.obstacle();
    }

    @Override
    public Duration once() throws Exception {
        KubeAPIServer server = new KubeAPIServer(config());
        long begin = System.nanoTime();
        start(server);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        server.stop();
        return taken;
    }

    /** It leaves its processes running when it fails, and may fail again when they are stopped. */
    private static void start(KubeAPIServer server) {
        try {
            server.start();
        } catch (RuntimeException failure) {
            try {
                server.stop();
            } catch (RuntimeException another) {
                failure.addSuppressed(another);
            }
            throw failure;
        }
    }

    private KubeAPIServerConfig config() throws IOException, InterruptedException {
        if (config == null) {
            config = KubeAPIServerConfigBuilder.anAPIServerConfig()
                    .withTestDir(layOut().toString())
                    .withApiServerVersion(programs.version())
                    .withOfflineMode(true)
                    .build();
        }
        return config;
    }

    /** Its directory holds the programs by version and platform, and gets its certificates on the first start. */
    private Path layOut() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(work, "kube-api-test-");
        Path versions = Files.createDirectory(directory.resolve("k8s"));
        Files.createSymbolicLink(versions.resolve(programs.version() + platform()), programs.directory());
        return directory;
    }

    private static String platform() {
        return Utils.platformSuffix(new OSInfo());
    }
}
