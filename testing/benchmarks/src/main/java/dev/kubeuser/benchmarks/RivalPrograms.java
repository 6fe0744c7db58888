package dev.kubeuser.benchmarks;

import dev.kubeuser.base.internal.HostSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * kube-apiserver and etcd as programs, built of the very modules and with the very flags of the control plane,
 * so that only the way they are put together differs. They are built once and kept in the user's cache.
 */
final class RivalPrograms {

    private static final Tool GO = new Tool("go");
    private static final Pattern KUBERNETES = Pattern.compile("(?m)^\\s*k8s\\.io/kubernetes v(\\S+)$");
    private static final Map<String, String> PACKAGES = Map.of(
            "etcd", "./cmd/etcd",
            "kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver");

    private final Folders folders;
    private @Nullable Path built;

    RivalPrograms(Folders folders) {
        this.folders = folders;
    }

    Optional<String> obstacle() {
        return GO.obstacle();
    }

    /** {@return the version of Kubernetes without its v} */
    String version() throws IOException {
        Matcher line = KUBERNETES.matcher(Files.readString(goMod()));
        if (!line.find()) {
            throw new IOException(goMod() + " does not say which k8s.io/kubernetes is used");
        }
        return line.group(1);
    }

    /** {@return the directory that the programs are in; builds them if they are not} */
    Path directory() throws IOException, InterruptedException {
        if (built == null) {
            built = find();
        }
        return built;
    }

    private Path find() throws IOException, InterruptedException {
        Path home = HostSystem.current().cacheDirectory().resolve("benchmarks").resolve(version() + "-" + key());
        if (!Files.isDirectory(home)) {
            build(home);
        }
        return home;
    }

    private void build(Path home) throws IOException, InterruptedException {
        System.err.println("building kube-apiserver and etcd; the first time this takes minutes");
        Path module = copyModule();
        Path fresh = Files.createDirectories(home.getParent())
                .resolve("part-" + ProcessHandle.current().pid());
        for (Map.Entry<String, String> program : PACKAGES.entrySet()) {
            goBuild(module, fresh.resolve(program.getKey()), program.getValue());
        }
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The control plane's go.mod has all versions, but lacks what only these programs import: Go adds it to a copy. */
    private Path copyModule() throws IOException {
        Path module = folders.work().resolve("rivals");
        Files.createDirectories(module.resolve("cmd/etcd"));
        for (Path file : List.of(goMod(), goSum())) {
            Files.copy(file, module.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(etcdMain(), module.resolve("cmd/etcd/main.go"), StandardCopyOption.REPLACE_EXISTING);
        return module;
    }

    private void goBuild(Path module, Path program, String source) throws IOException, InterruptedException {
        String minor = version().split("\\.", -1)[1];
        String ldflags = Files.readString(ldflags())
                .strip()
                .replace("${version}", "v" + version())
                .replace("${minor}", minor);
        Command.of(
                        "go",
                        "build",
                        "-mod=mod",
                        "-trimpath",
                        "-buildvcs=false",
                        "-gcflags=all=-dwarf=false",
                        "-ldflags",
                        ldflags)
                .with("-o", program.toString(), source)
                .in(module)
                .with(Map.of("CGO_ENABLED", "0", "GOWORK", "off"))
                .within(Duration.ofMinutes(30))
                .run();
    }

    private String key() throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        for (Path file : List.of(goMod(), goSum(), ldflags(), etcdMain())) {
            digest.update(Files.readAllBytes(file));
        }
        digest.update(GO.version("version").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private Path goMod() {
        return folders.controlPlane().resolve("go.mod");
    }

    private Path goSum() {
        return folders.controlPlane().resolve("go.sum");
    }

    private Path ldflags() {
        return folders.controlPlane().resolve("ldflags.txt");
    }

    private Path etcdMain() {
        return folders.rivals().resolve("cmd/etcd/main.go");
    }
}
