package dev.kubeuser.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The Go sources, seen from outside. */
final class Sources {

    private Sources() {}

    /** {@return a digest of everything that decides which bytes a program has} */
    static String key(Settings settings, String goVersion, String platform) throws IOException {
        Release release = settings.release();
        MessageDigest digest = Pack.sha256();
        List<String> parts = List.of(
                goVersion,
                platform,
                String.join(" ", Go.FLAGS),
                String.join(" ", release.tags()),
                release.ldflags(settings.sources()));
        for (String part : parts) {
            digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
        }
        for (Path file : files(settings)) {
            String name = settings.sources().relativize(file).toString();
            digest.update((name + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> files(Settings settings) throws IOException {
        List<Path> files = new ArrayList<>();
        String modules = "versions/" + settings.release().minor();
        for (String name : List.of(modules + "/go.mod", modules + "/go.sum", "cmd", "internal", "src/build/java")) {
            try (Stream<Path> found = Files.walk(settings.sources().resolve(name))) {
                found.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().endsWith("_test.go"))
                        .forEach(files::add);
            }
        }
        files.sort(Comparator.comparing(Path::toString));
        return files;
    }

    /** Editors, and people who run Go by hand, have no other modules than those beside the sources. */
    static void mustHaveModulesOf(Settings settings) throws IOException {
        Release release = settings.release();
        Path modules = settings.sources().resolve(release.goMod()).getParent();
        for (String name : List.of("go.mod", "go.sum")) {
            Path copy = settings.sources().resolve(name);
            if (Files.mismatch(modules.resolve(name), copy) >= 0) {
                throw new Failure(copy + " is not that of the default release, Kubernetes " + release.version()
                        + ": run `go run ./kubernetes-version " + release.version() + "` in control-plane/tools.");
            }
        }
    }
}
