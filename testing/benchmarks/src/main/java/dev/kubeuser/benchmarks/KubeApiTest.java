// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import dev.kubeuser.base.internal.KnownVersions;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfig;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.Utils;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kube-api-test of fabric8 with its default settings: etcd and kube-apiserver as processes. They are not
 * downloaded, but built of the very modules and with the very flags of the control plane, so that only the way they are
 * put together differs.
 */
final class KubeApiTest {

    private final Path controlPlane;
    private final Path etcdMain;
    private final Path work;
    private @Nullable KubeAPIServerConfig config;

    KubeApiTest(Path module) {
        this.controlPlane = module.resolve("../../control-plane").normalize();
        this.etcdMain = module.resolve("rivals/cmd/etcd/main.go");
        this.work = module.resolve("target");
    }

    /** {@return the version of Kubernetes without its v} */
    static String version() {
        return KnownVersions.read().standard().toString().substring(1);
    }

    Contender contender() {
        return Contender.of("kube-api-test", List.of("go"), this::once);
    }

    @SuppressWarnings("try") // javac: nothing is asked of what only stops
    private double once() throws Exception {
        if (config == null) {
            config = config();
        }
        KubeAPIServer server = new KubeAPIServer(config);
        try (AutoCloseable stopping = server::stop) { // it leaves its processes running when it fails
            long begin = System.nanoTime();
            server.start();
            return Samples.secondsSince(begin);
        }
    }

    /** Its directory holds the programs by version and platform, and gets its certificates on the first start. */
    private KubeAPIServerConfig config() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Files.createDirectories(work), "kube-api-test-");
        Path versions = Files.createDirectory(directory.resolve("k8s"));
        Files.createSymbolicLink(versions.resolve(version() + Utils.platformSuffix(new OSInfo())), buildPrograms());
        return KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(directory.toString())
                .withApiServerVersion(version())
                .withOfflineMode(true)
                .build();
    }

    /** The control plane's go.mod has all versions, but lacks what only these programs import: Go adds it to a copy. */
    private Path buildPrograms() throws IOException, InterruptedException {
        System.err.println("building kube-apiserver and etcd; the first time this takes minutes");
        Path module = work.resolve("rivals");
        Files.createDirectories(module.resolve("cmd/etcd"));
        for (String file : List.of("go.mod", "go.sum")) {
            Files.copy(controlPlane.resolve(file), module.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(etcdMain, module.resolve("cmd/etcd/main.go"), StandardCopyOption.REPLACE_EXISTING);
        Path programs = module.resolve("bin").toAbsolutePath();
        build(module, programs.resolve("etcd"), "./cmd/etcd");
        build(module, programs.resolve("kube-apiserver"), "k8s.io/kubernetes/cmd/kube-apiserver");
        return programs;
    }

    private void build(Path module, Path program, String source) throws IOException, InterruptedException {
        String ldflags = Files.readString(controlPlane.resolve("ldflags.txt"))
                .strip()
                .replace("${version}", "v" + version())
                .replace("${minor}", version().split("\\.", -1)[1]);
        List<String> command = List.of(
                "go",
                "build",
                "-mod=mod",
                "-trimpath",
                "-buildvcs=false",
                "-gcflags=all=-dwarf=false",
                "-ldflags",
                ldflags,
                "-o",
                program.toString(),
                source);
        new Command(command, module, Map.of("CGO_ENABLED", "0", "GOWORK", "off"), Duration.ofMinutes(30)).run();
    }
}
