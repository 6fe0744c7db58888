package dev.kubeuser.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Builds, tests and checks the Go program of one release of Kubernetes for Maven.
 *
 * <p>What a person has to read when something is missing is one sentence on standard error; everything else goes to
 * standard output. Arguments: one of {@code build}, {@code stand-in}, {@code test}, {@code check}, {@code bill}, then
 * {@code --name=value} pairs.
 */
final class ControlPlaneBuild {

    private static final String MAIN_PACKAGE = "./cmd/control-plane";
    private static final String STAND_IN_PACKAGE = "./cmd/k3s-stand-in";

    private final Settings settings;
    private final Log log;

    private ControlPlaneBuild(Settings settings) {
        this.settings = settings;
        this.log = new Log("control plane " + settings.release().minor());
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            new ControlPlaneBuild(Settings.of(arguments)).run(arguments[0]);
        } catch (Failure e) {
            System.err.print(e.getMessage());
            System.exit(1);
        } catch (IOException | UncheckedIOException e) {
            System.err.print("The control plane could not be built because a file could not be read or written: " + e);
            System.exit(1);
        }
    }

    private void run(String command) throws IOException, InterruptedException {
        switch (command) {
            case "build" -> build();
            case "stand-in" -> ifChosen(() -> ifBuiltHere("the k3s stand-in", this::standIn));
            case "test" -> ifChosen(() -> ifBuiltHere("go test", this::test));
            case "check" -> ifBuiltHere("gofmt, go vet and staticcheck", this::check);
            case "bill" -> billsOfMaterials();
            default ->
                throw new Failure(
                        "ControlPlaneBuild knows build, stand-in, test, check and bill, not '" + command + "'.");
        }
    }

    private void build() throws IOException, InterruptedException {
        Pack.keepOnly(settings.platforms(), settings.jars());
        if (settings.prebuilt()) {
            packPrebuilt();
        } else {
            buildAll();
        }
        for (String platform : settings.platforms()) {
            for (String name : List.of("LICENSE", "NOTICE")) {
                Files.copy(
                        settings.sources().resolve("..").resolve(name),
                        settings.jar(platform).resolve("META-INF").resolve(name),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Pack.delete(settings.classes().resolve("META-INF/kubeuser"));
        Pack.delete(settings.classes().resolve("META-INF/licenses"));
        if (settings.platforms().contains(Platform.host())) {
            Pack.copy(settings.jar(Platform.host()), settings.classes());
        }
    }

    private void buildAll() throws IOException, InterruptedException {
        if (settings.release().isDefault()) {
            Sources.mustHaveModulesOf(settings);
        }
        Go go = Go.checked(settings, log);
        for (String platform : settings.platforms()) {
            buildFor(platform, go);
            Licences.collect(platform, go, settings, log);
        }
    }

    private void packPrebuilt() throws IOException, InterruptedException {
        Path binary = settings.workingDirectory().resolve(settings.binary());
        if (!Files.isRegularFile(binary)) {
            throw new Failure(
                    "-Dcontrol-plane.binary names " + binary + ", which is not a file: give the path of a control-plane"
                            + " program, or leave the property out to have it built with Go.");
        }
        if (settings.platforms().size() != 1) {
            throw new Failure("-Dcontrol-plane.binary gives one program, but -Dcontrol-plane.platforms names "
                    + settings.platforms() + ": name the one platform it is for, or leave one of the two out.");
        }
        String platform = settings.platforms().get(0);
        if (platform.equals(Platform.host())) {
            mustBeOfTheRelease(binary);
        }
        Files.deleteIfExists(settings.work(platform).resolve("build.key"));
        Pack.pack(binary, settings.packed(platform), settings.release().version());
        Pack.delete(settings.licences(platform));
        log.say("packed " + binary + " for " + platform
                + ", nothing was built; the jar lacks the licences of its parts");
    }

    private void mustBeOfTheRelease(Path binary) throws IOException, InterruptedException {
        Subprocess.Output version = Subprocess.start(
                        settings.workingDirectory(), Map.of(), List.of(binary.toString(), "--version"))
                .output();
        if (version.exit() != 0
                || !version.text().strip().equals(settings.release().version())) {
            throw new Failure("-Dcontrol-plane.binary names " + binary + ", which says to --version \""
                    + version.text().strip() + "\" instead of "
                    + settings.release().version()
                    + ": give the program of that release, and leave out -Pall-versions.");
        }
    }

    private void buildFor(String platform, Go go) throws IOException, InterruptedException {
        Path keyFile = settings.work(platform).resolve("build.key");
        String key = Sources.key(settings, go.version(), platform);
        if (Pack.isComplete(settings.packed(platform)) && isIn(keyFile, key)) {
            log.say("unchanged for " + platform + ", not built again");
            return;
        }
        Files.createDirectories(keyFile.getParent());
        Files.deleteIfExists(keyFile);
        Path binary = keyFile.resolveSibling("control-plane");
        long start = System.nanoTime();
        go.build(MAIN_PACKAGE, platform, binary);
        long packed =
                Pack.pack(binary, settings.packed(platform), settings.release().version());
        Files.writeString(keyFile, key);
        log.say("built for " + platform + " with " + go.version() + " in " + Log.since(start) + ", "
                + (Files.size(binary) >> 20) + " MiB, packed " + (packed >> 20) + " MiB");
    }

    /** What the tests put into a container image where the one of k3s cannot be pulled. Containers are Linux's. */
    private void standIn() throws IOException, InterruptedException {
        String platform = Platform.container();
        Path binary = settings.standIn().resolve("k3s");
        Path keyFile = binary.resolveSibling("build.key");
        Go go = Go.checked(settings, log);
        String key = Sources.key(settings, go.version(), platform);
        if (Files.exists(binary) && isIn(keyFile, key)) {
            log.say("k3s stand-in unchanged, not built again");
            return;
        }
        Files.createDirectories(binary.getParent());
        Files.deleteIfExists(keyFile);
        log.timed("building the k3s stand-in", () -> go.build(STAND_IN_PACKAGE, platform, binary));
        Files.writeString(keyFile, key);
    }

    private void billsOfMaterials() throws IOException, InterruptedException {
        Go go = Go.checked(settings, log);
        for (String platform : settings.platforms()) {
            Path binary = settings.prebuilt()
                    ? settings.workingDirectory().resolve(settings.binary())
                    : settings.work(platform).resolve("control-plane");
            Path bill = settings.billOfMaterials(platform);
            go.billOfMaterials(binary, settings.artifactVersion(), bill, settings.tools());
            log.say("wrote the bill of materials of the program for " + platform);
        }
    }

    private static boolean isIn(Path keyFile, String key) throws IOException {
        return Files.exists(keyFile) && Files.readString(keyFile).equals(key);
    }

    private void test() throws IOException, InterruptedException {
        Go go = Go.checked(settings, log);
        log.timed("go test", go::test);
    }

    /** What does not depend on the release is checked once. */
    private void check() throws IOException, InterruptedException {
        Go go = Go.checked(settings, log);
        if (settings.chosen()) {
            log.timed("gofmt", go::mustBeFormatted);
        }
        for (String platform : settings.platforms()) {
            log.timed("go vet for " + platform, () -> go.vet(platform));
        }
        if (settings.chosen()) {
            log.timed("go vet of what differs between systems", go::vetSystemPackages);
        }
        if (settings.release().isDefault()) {
            log.timed("staticcheck", () -> go.staticcheck(settings.tools()));
        }
    }

    private void ifChosen(Log.Step step) throws IOException, InterruptedException {
        if (settings.chosen()) {
            step.run();
        }
    }

    private void ifBuiltHere(String what, Log.Step step) throws IOException, InterruptedException {
        if (settings.prebuilt()) {
            log.say(what + " left out: a prebuilt program was given");
            return;
        }
        step.run();
    }
}
