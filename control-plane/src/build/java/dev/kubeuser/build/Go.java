package dev.kubeuser.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Go's commands, run on the sources with the modules of one release. */
final class Go {

    /**
     * The same for every command: packages compiled for the program are then found in Go's cache by test, vet and
     * staticcheck, and nothing of this machine or of git gets into the bytes.
     */
    static final List<String> FLAGS = List.of("-trimpath", "-buildvcs=false");

    private static final String MAIN_PACKAGE = "./cmd/control-plane";

    /** What differs between systems is in these. They import nothing of Kubernetes, so to vet them takes seconds. */
    private static final List<String> SYSTEM_PACKAGES = List.of("./internal/host", "./internal/datadir");

    private static final int LINES_OF_A_FAILURE = 40;

    private final Path sources;
    private final Release release;
    private final Toolchain toolchain;
    private final Log log;

    private Go(Path sources, Release release, Toolchain toolchain, Log log) {
        this.sources = sources;
        this.release = release;
        this.toolchain = toolchain;
        this.log = log;
    }

    static Go checked(Settings settings, Log log) throws IOException, InterruptedException {
        return new Go(settings.sources(), settings.release(), Toolchain.forRelease(settings), log);
    }

    String version() {
        return toolchain.version();
    }

    /** Counts first, which needs the sources of every dependency: so this is also where modules are downloaded. */
    void build(String source, String platform, Path binary) throws IOException, InterruptedException {
        int packages = countPackages(platform, source);
        log.say("building " + source + " for " + platform + " with " + version()
                + "; the first time this takes minutes");
        AtomicInteger compiled = new AtomicInteger();
        Consumer<String> count = line -> {
            if (isPackage(line)) {
                compiled.incrementAndGet();
            }
        };
        watch(
                "The control plane does not compile: what Go says is above.",
                platform,
                List.of("go", "build", "-v", "-ldflags", release.ldflags(sources), "-o", binary.toString(), source),
                count,
                () -> "compiled " + compiled + " packages of at most " + packages);
    }

    private int countPackages(String platform, String source) throws IOException, InterruptedException {
        AtomicInteger packages = new AtomicInteger();
        AtomicInteger modules = new AtomicInteger();
        Consumer<String> count = line -> {
            if (isDownload(line)) {
                modules.incrementAndGet();
            } else if (isPackage(line)) {
                packages.incrementAndGet();
            }
        };
        watch(
                "The Go modules of the control plane could not be had: what Go says is above.",
                platform,
                List.of("go", "list", "-deps", source),
                count,
                () -> "downloaded " + modules + " modules");
        return packages.get();
    }

    /** All modules that the program of a platform has parts of, and Go's own library. */
    List<GoModule> modules(String platform) throws IOException, InterruptedException {
        TreeMap<String, GoModule> modules = new TreeMap<>();
        String format = "{{$package := .Dir}}{{with .Module}}{{if not .Main}}"
                + "{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$package}}{{end}}{{end}}";
        for (String line : lines(platform, List.of("go", "list", "-deps", "-f", format, MAIN_PACKAGE))) {
            String[] module = line.split("\t");
            modules.computeIfAbsent(
                            module[0], path -> new GoModule(path, module[1], Path.of(module[2]), new TreeSet<>()))
                    .packages()
                    .add(Path.of(module[3]));
        }
        Path root =
                Path.of(lines(Platform.host(), List.of("go", "env", "GOROOT")).get(0));
        if (Files.exists(root.resolve("LICENSE"))) { // some distributions keep it elsewhere
            modules.put("go", new GoModule("go", version(), root, Set.of()));
        }
        return List.copyOf(modules.values());
    }

    private List<String> lines(String platform, List<String> command) throws IOException, InterruptedException {
        Subprocess.Output output =
                Subprocess.start(sources, environment(platform), command).output();
        if (output.exit() != 0) {
            System.out.print(output.text());
            throw new Failure("The Go modules of the control plane could not be listed: what Go says is above.");
        }
        return output.text().lines().filter(line -> !line.isBlank()).toList();
    }

    void test() throws IOException, InterruptedException {
        String failure = "The tests of the control plane failed: what go test says is above.";
        show("go test", failure, Platform.host(), List.of("go", "test", "./..."));
    }

    /** Compiles all that the program imports for the platform, unless that is in Go's cache. */
    void vet(String platform) throws IOException, InterruptedException {
        vet(platform, List.of("./..."));
    }

    /** For all platforms. */
    void vetSystemPackages() throws IOException, InterruptedException {
        for (String platform : Platform.KNOWN) {
            vet(platform, SYSTEM_PACKAGES);
        }
    }

    private void vet(String platform, List<String> packages) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("go", "vet"), packages.stream()).toList();
        String failure = "go vet objects to the control plane for " + platform + ": its findings are above.";
        show("go vet", failure, platform, command);
    }

    void mustBeFormatted() throws IOException, InterruptedException {
        Subprocess.Output output = Subprocess.start(
                        sources, toolchain.environment(), List.of("gofmt", "-l", "cmd", "internal", "tools"))
                .output();
        if (output.exit() != 0 || !output.text().isBlank()) {
            System.out.print(output.text());
            throw new Failure("gofmt would change the Go files listed above: run `gofmt -w cmd internal tools` in"
                    + " control-plane.");
        }
    }

    /**
     * Of the default release, whose modules are beside the sources: staticcheck also runs go without modules, which then
     * refuses to be told where they are. A module of its own keeps what staticcheck needs out of the program's go.mod.
     */
    void staticcheck(Path bin) throws IOException, InterruptedException {
        String program = tool("tools", "honnef.co/go/tools/cmd/staticcheck", bin);
        String failure = "staticcheck objects to the control plane: its findings are above.";
        show("staticcheck", failure, environment(Platform.host(), flags()), List.of(program, "./..."));
    }

    /** Writes which modules, in which versions and under which licences, a program was linked from. */
    void billOfMaterials(Path binary, String version, Path into, Path bin) throws IOException, InterruptedException {
        String program = tool("tools/sbom", "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod", bin);
        Map<String, String> offline = environment(Platform.host(), FLAGS);
        offline.put("GOPROXY", "off"); // it asks for the control plane as a published module, which it is not
        List<String> command = List.of(
                program,
                "bin",
                "-json",
                "-std",
                "-licenses",
                "-noserial",
                "-notimestamp",
                "-version",
                version,
                "-output",
                into.toString(),
                binary.toString());
        Files.createDirectories(into.getParent());
        Subprocess.Output output = Subprocess.start(bin, offline, command).output();
        if (output.exit() != 0) {
            System.out.print(output.text());
            throw new Failure("The bill of materials of " + binary + " could not be written: what cyclonedx-gomod says"
                    + " is above.");
        }
    }

    /** {@return the program that was built from the module in a folder of its own, which says the version} */
    private String tool(String module, String source, Path bin) throws IOException, InterruptedException {
        Path folder = sources.resolve(module);
        String name = source.substring(source.lastIndexOf('/') + 1);
        if (!Files.exists(folder.resolve("go.mod"))) {
            throw new Failure("control-plane/" + module + "/go.mod is missing: it says which " + name + " is used.");
        }
        Files.createDirectories(bin);
        String program = bin.resolve(name).toString();
        Map<String, String> plain = environment(Platform.host(), FLAGS);
        Subprocess build = Subprocess.start(folder, plain, List.of("go", "build", "-o", program, source));
        if (!build.succeeds(Go::print, () -> "go build of " + name + " is at work", log)) {
            throw new Failure(name + " could not be built: what Go says is above.");
        }
        return program;
    }

    /** Runs a command whose output is the point of it, and shows all of that. */
    private void show(String name, String failure, String platform, List<String> command)
            throws IOException, InterruptedException {
        show(name, failure, environment(platform), command);
    }

    private void show(String name, String failure, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Subprocess process = Subprocess.start(sources, environment, command);
        if (!process.succeeds(Go::print, () -> name + " is at work", log)) {
            throw new Failure(failure);
        }
    }

    /** Runs a command that tells more than anyone reads; only when it fails are its last lines shown. */
    private void watch(
            String failure, String platform, List<String> command, Consumer<String> count, Supplier<String> progress)
            throws IOException, InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        Consumer<String> countAndKeep = line -> {
            count.accept(line);
            keep(last, line);
        };
        if (!Subprocess.start(sources, environment(platform), command).succeeds(countAndKeep, progress, log)) {
            last.forEach(System.out::println);
            throw new Failure(failure);
        }
    }

    private static void print(String line) {
        if (!isDownload(line)) {
            System.out.println(line);
        }
    }

    private static boolean isDownload(String line) {
        return line.startsWith("go: downloading");
    }

    private static boolean isPackage(String line) {
        return !line.isEmpty() && line.indexOf(' ') < 0;
    }

    private static void keep(Deque<String> last, String line) {
        if (!isPackage(line) && !isDownload(line)) {
            last.add(line);
        }
        if (last.size() > LINES_OF_A_FAILURE) {
            last.remove();
        }
    }

    /** In the environment, so that a test that runs go has the same modules and tags. */
    private Map<String, String> environment(String platform) {
        List<String> flags = flags();
        flags.add("'-modfile=" + sources.resolve(release.goMod()) + "'"); // tests run go in other folders
        return environment(platform, flags);
    }

    private List<String> flags() {
        List<String> flags = new ArrayList<>(FLAGS);
        if (!release.tags().isEmpty()) {
            flags.add("-tags=" + String.join(",", release.tags()));
        }
        return flags;
    }

    private Map<String, String> environment(String platform, List<String> flags) {
        String[] name = platform.split("-");
        String given = System.getenv().getOrDefault("GOFLAGS", "");
        Map<String, String> environment = new HashMap<>(toolchain.environment());
        environment.put("CGO_ENABLED", "0");
        environment.put("GOWORK", "off");
        environment.put("GOFLAGS", (given + " " + String.join(" ", flags)).strip());
        environment.put("GOOS", name[0]);
        environment.put("GOARCH", name[1]);
        return environment;
    }
}
