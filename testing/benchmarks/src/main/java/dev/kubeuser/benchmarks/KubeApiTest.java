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
 * The kube-api-test of fabric8 with its default settings: etcd and kube-apiserver as processes, and kubectl. They are
 * not downloaded, but built of the very modules and with the very flags of the control plane, so that only the way they
 * are put together differs.
 */
final class KubeApiTest {

    /** It asks by kubectl whether the server is ready. */
    private static final List<String> PROGRAMS =
            List.of("./cmd/etcd", "k8s.io/kubernetes/cmd/kube-apiserver", "k8s.io/kubernetes/cmd/kubectl");

    private final Path module;
    private @Nullable KubeAPIServerConfig config;

    KubeApiTest(Path module) {
        this.module = module;
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
        Path directory = Files.createTempDirectory(module.resolve("target"), "kube-api-test-");
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
        System.err.println("building kube-apiserver, etcd and kubectl; the first time this takes minutes");
        Path rivals = module.resolve("target/rivals");
        Path controlPlane = module.resolve("../../control-plane");
        Files.createDirectories(rivals.resolve("cmd/etcd"));
        for (String file : List.of("go.mod", "go.sum")) {
            Files.copy(controlPlane.resolve(file), rivals.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        String etcd = "cmd/etcd/main.go";
        Files.copy(module.resolve("rivals/" + etcd), rivals.resolve(etcd), StandardCopyOption.REPLACE_EXISTING);
        String ldflags = Files.readString(controlPlane.resolve("ldflags.txt"))
                .strip()
                .replace("${version}", "v" + version())
                .replace("${minor}", version().split("\\.", -1)[1]);
        String flags = "-mod=mod -trimpath -buildvcs=false -gcflags=all=-dwarf=false";
        Map<String, String> environment = Map.of("CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", flags);
        for (String program : PROGRAMS) {
            List<String> build = List.of("go", "build", "-ldflags", ldflags, "-o", "bin/", program);
            new Command(build, rivals, environment, Duration.ofMinutes(30)).run();
        }
        return rivals.resolve("bin").toAbsolutePath();
    }
}
