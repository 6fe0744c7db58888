package dev.kubeuser.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Go that a release is built with: the one on the PATH, or, where that is too old, one that it downloads.
 *
 * @param version what Go calls it
 * @param selection the value of GOTOOLCHAIN that has it run
 */
record Toolchain(String version, String selection) {

    private static final String SELECTION = "GOTOOLCHAIN";
    private static final String INSTEAD =
            "install it from https://go.dev/dl/ or pass -Dcontrol-plane.binary=FILE with a prebuilt program.";

    static Toolchain forRelease(Settings settings) throws IOException, InterruptedException {
        Path goMod = settings.sources().resolve(settings.release().goMod());
        GoVersion needed = GoVersion.newestIn(Files.readString(goMod))
                .orElseThrow(() -> new Failure(goMod + " does not say which Go it needs."));
        String purpose = needed + " or newer is needed to build the control plane of Kubernetes "
                + settings.release().version();
        Optional<String> installed;
        try {
            installed = version("local");
        } catch (IOException e) {
            throw new Failure(purpose + " and `go` was not found on the PATH: " + INSTEAD);
        }
        if (installed
                .flatMap(GoVersion::newestIn)
                .filter(found -> found.compareTo(needed) >= 0)
                .isPresent()) {
            return new Toolchain(installed.orElseThrow(), "local");
        }
        return version(needed.toString())
                .map(version -> new Toolchain(version, needed.toString()))
                .orElseThrow(() -> new Failure(purpose + ", `go` on the PATH is "
                        + installed.orElse("one that does not tell its version") + ", and it could not download "
                        + needed + ": " + INSTEAD));
    }

    /** In a folder that has no go.mod, which would have a say in it. */
    private static Optional<String> version(String selection) throws IOException, InterruptedException {
        Path anywhere = Path.of(System.getProperty("java.io.tmpdir"));
        Subprocess.Output output = Subprocess.start(
                        anywhere, Map.of(SELECTION, selection), List.of("go", "env", "GOVERSION"))
                .output();
        String last = output.text().strip().lines().reduce("", (before, line) -> line);
        return output.exit() == 0 && !last.isEmpty() ? Optional.of(last) : Optional.empty();
    }

    Map<String, String> environment() {
        return Map.of(SELECTION, selection);
    }
}
