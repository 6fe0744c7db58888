import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Builds, tests and checks the Go program of this module for Maven.
 *
 * <p>What a person has to read when something is missing is one sentence on standard error; everything else goes to
 * standard output. Arguments: one of {@code build}, {@code stand-in}, {@code test}, {@code check}, then {@code --name=value} pairs.
 */
final class ControlPlaneBuild {

    private static final String MAIN_PACKAGE = "./cmd/control-plane";
    private static final String STAND_IN_PACKAGE = "./cmd/k3s-stand-in";
    private static final long LARGEST_PACKED_BINARY = 35L << 20;

    private ControlPlaneBuild() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(arguments[0], Settings.of(arguments));
        } catch (Failure e) {
            System.err.print(e.getMessage());
            System.exit(1);
        } catch (IOException | UncheckedIOException e) {
            System.err.print("The control plane could not be built because a file could not be read or written: " + e);
            System.exit(1);
        }
    }

    private static void run(String command, Settings settings) throws IOException, InterruptedException {
        switch (command) {
            case "build" -> build(settings);
            case "stand-in" -> ifBuiltHere(settings, "the k3s stand-in", () -> standIn(settings));
            case "test" -> ifBuiltHere(settings, "go test", () -> test(settings));
            case "check" -> ifBuiltHere(settings, "gofmt, go vet and staticcheck", () -> check(settings));
            default ->
                throw new Failure("ControlPlaneBuild knows build, stand-in, test and check, not '" + command + "'.");
        }
    }

    private static void build(Settings settings) throws IOException, InterruptedException {
        Pack.keepOnly(settings.platforms(), settings.packed());
        if (settings.prebuilt()) {
            packPrebuilt(settings);
            return;
        }
        Go go = Go.checked(settings);
        for (String platform : settings.platforms()) {
            buildFor(platform, go, settings);
        }
        Licences.collect(go, settings);
    }

    private static void packPrebuilt(Settings settings) throws IOException {
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
        Files.deleteIfExists(settings.key(platform));
        Pack.pack(binary, settings.packed(platform), Sources.version(settings.sources()));
        Pack.delete(settings.licences());
        say("packed " + binary + " for " + platform + ", nothing was built; the jar lacks the licences of its parts");
    }

    private static void buildFor(String platform, Go go, Settings settings) throws IOException, InterruptedException {
        Path keyFile = settings.key(platform);
        String key = Sources.key(settings.sources(), settings.program(), go.version(), platform);
        if (Pack.isComplete(settings.packed(platform))
                && Files.exists(keyFile)
                && Files.readString(keyFile).equals(key)) {
            say("unchanged for " + platform + ", not built again");
            return;
        }
        Files.createDirectories(keyFile.getParent());
        Files.deleteIfExists(keyFile);
        Path binary = keyFile.resolveSibling("control-plane");
        long start = System.nanoTime();
        int packages = go.countPackages(platform);
        go.build(MAIN_PACKAGE, platform, binary, Sources.ldflags(settings.sources()), packages);
        long packed = Pack.pack(binary, settings.packed(platform), Sources.version(settings.sources()));
        Files.writeString(keyFile, key);
        say("built for " + platform + " with " + go.version() + " in " + since(start) + ", "
                + (Files.size(binary) >> 20) + " MiB, packed " + (packed >> 20) + " MiB");
    }

    /** What the tests put into a container image where the one of k3s cannot be pulled. Containers are Linux's. */
    private static void standIn(Settings settings) throws IOException, InterruptedException {
        String platform = Platform.container();
        Path binary = settings.target().resolve("k3s-stand-in").resolve("k3s");
        Path keyFile = binary.resolveSibling("build.key");
        Go go = Go.checked(settings);
        String key = Sources.key(settings.sources(), settings.program(), go.version(), platform);
        if (Files.exists(binary)
                && Files.exists(keyFile)
                && Files.readString(keyFile).equals(key)) {
            say("k3s stand-in unchanged, not built again");
            return;
        }
        Files.createDirectories(binary.getParent());
        Files.deleteIfExists(keyFile);
        timed("building the k3s stand-in", () -> {
            int packages = go.countPackages(platform);
            go.build(STAND_IN_PACKAGE, platform, binary, Sources.ldflags(settings.sources()), packages);
        });
        Files.writeString(keyFile, key);
    }

    private static void test(Settings settings) throws IOException, InterruptedException {
        Go go = Go.checked(settings);
        timed("go test", go::test);
    }

    private static void check(Settings settings) throws IOException, InterruptedException {
        Go go = Go.checked(settings);
        timed("gofmt", go::mustBeFormatted);
        timed("go vet", go::vet);
        timed("staticcheck", () -> go.staticcheck(settings.work().resolve("tools")));
    }

    private static void ifBuiltHere(Settings settings, String what, Step step)
            throws IOException, InterruptedException {
        if (settings.prebuilt()) {
            say(what + " left out: a prebuilt program was given");
            return;
        }
        step.run();
    }

    private static void timed(String what, Step step) throws IOException, InterruptedException {
        long start = System.nanoTime();
        step.run();
        say(what + " took " + since(start));
    }

    static void say(String text) {
        System.out.println("control plane: " + text);
    }

    static String since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s";
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** A sentence that tells a person what to do. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String sentence) {
            super(sentence);
        }
    }

    /** What Maven passed: where things are, and what was asked for with {@code -Dcontrol-plane.*}. */
    private record Settings(
            Path sources, Path program, Path target, Path workingDirectory, String binary, List<String> platforms) {

        static Settings of(String[] arguments) {
            Path sources = Path.of(value(arguments, "sources")).toAbsolutePath();
            return new Settings(
                    sources,
                    sources.resolve("src/build/ControlPlaneBuild.java"),
                    Path.of(value(arguments, "target")).toAbsolutePath(),
                    Path.of(value(arguments, "working-directory")).toAbsolutePath(),
                    value(arguments, "binary"),
                    platforms(value(arguments, "platforms")));
        }

        private static String value(String[] arguments, String name) {
            String prefix = "--" + name + "=";
            return Arrays.stream(arguments)
                    .filter(argument -> argument.startsWith(prefix))
                    .map(argument -> argument.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse("");
        }

        private static List<String> platforms(String list) {
            return list.isEmpty() ? List.of(Platform.host()) : Platform.parse(list);
        }

        boolean prebuilt() {
            return !binary.isEmpty();
        }

        Path work() {
            return target.resolve("control-plane");
        }

        /** Holds what the packed program of a platform was built from. */
        Path key(String platform) {
            return work().resolve(platform).resolve("build.key");
        }

        Path licences() {
            return target.resolve("classes/META-INF/licenses");
        }

        Path packed() {
            return target.resolve("classes/META-INF/kubeuser/control-plane");
        }

        Path packed(String platform) {
            return packed().resolve(platform);
        }
    }

    /** Names of operating systems and processors as Go writes them, joined by a hyphen. */
    private static final class Platform {

        private static final List<String> KNOWN =
                List.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64");

        static String host() {
            return known(system() + "-" + processor());
        }

        static String container() {
            return known("linux-" + processor());
        }

        static List<String> parse(String list) {
            return Arrays.stream(list.split(","))
                    .map(String::strip)
                    .map(Platform::known)
                    .distinct()
                    .sorted()
                    .toList();
        }

        private static String known(String platform) {
            if (!KNOWN.contains(platform)) {
                throw new Failure("The control plane cannot be built for " + platform
                        + ": set -Dcontrol-plane.platforms to one or" + " more of " + String.join(",", KNOWN) + ".");
            }
            return platform;
        }

        private static String system() {
            String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
            if (name.startsWith("mac")) {
                return "darwin";
            }
            return name.startsWith("windows") ? "windows" : name;
        }

        private static String processor() {
            String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
            return switch (name) {
                case "x86_64" -> "amd64";
                case "aarch64" -> "arm64";
                default -> name;
            };
        }
    }

    /** The Go sources, seen from outside: the Go they need, the Kubernetes they are, and whether they changed. */
    private static final class Sources {

        private static final Pattern GO_DIRECTIVE = Pattern.compile("(?m)^go (\\d+)\\.(\\d+)");
        private static final Pattern KUBERNETES_VERSION = Pattern.compile("\\.gitVersion=(v[^\\s'\"]+)");

        static GoVersion neededGo(Path sources) throws IOException {
            return GoVersion.find(GO_DIRECTIVE, Files.readString(sources.resolve("go.mod")));
        }

        static String ldflags(Path sources) throws IOException {
            return Files.readString(sources.resolve("ldflags.txt")).strip().replaceAll("\\s+", " ");
        }

        static String version(Path sources) throws IOException {
            Matcher matcher = KUBERNETES_VERSION.matcher(ldflags(sources));
            if (!matcher.find()) {
                throw new Failure(
                        "control-plane/ldflags.txt does not set gitVersion: without it the program cannot say which"
                                + " Kubernetes it is.");
            }
            return matcher.group(1);
        }

        static String key(Path sources, Path program, String goVersion, String platform) throws IOException {
            MessageDigest digest = sha256();
            for (String part : List.of(goVersion, platform, String.join(" ", Go.FLAGS))) {
                digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
            }
            digest.update(Files.readAllBytes(program));
            for (Path file : files(sources)) {
                digest.update(
                        (sources.relativize(file) + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        }

        private static List<Path> files(Path sources) throws IOException {
            List<Path> files = new ArrayList<>();
            for (String name : List.of("go.mod", "go.sum", "ldflags.txt", "cmd", "internal")) {
                try (Stream<Path> found = Files.walk(sources.resolve(name))) {
                    found.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().endsWith("_test.go"))
                            .forEach(files::add);
                }
            }
            files.sort(Comparator.comparing(Path::toString));
            return files;
        }

        static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    private record GoVersion(int major, int minor) {

        static GoVersion find(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find()
                    ? new GoVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                    : new GoVersion(0, 0);
        }

        boolean isOlderThan(GoVersion other) {
            return major != other.major ? major < other.major : minor < other.minor;
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /** The Go toolchain on the PATH, known to be new enough. */
    private static final class Go {

        /**
         * The same for every command: packages compiled for the program are then found in Go's cache by test, vet and
         * staticcheck, and nothing of this machine or of git gets into the bytes.
         */
        static final List<String> FLAGS = List.of("-trimpath", "-buildvcs=false");

        private static final Pattern VERSION = Pattern.compile("go(\\d+)\\.(\\d+)");
        private static final int LINES_OF_A_FAILURE = 40;

        private final Path sources;
        private final String version;

        private Go(Path sources, String version) {
            this.sources = sources;
            this.version = version;
        }

        static Go checked(Settings settings) throws IOException, InterruptedException {
            GoVersion needed = Sources.neededGo(settings.sources());
            String instead =
                    "install it from https://go.dev/dl/ or pass -Dcontrol-plane.binary=FILE with a prebuilt one.";
            Output output;
            try {
                output = output(settings.sources(), Map.of(), List.of("go", "env", "GOVERSION"));
            } catch (IOException e) {
                throw new Failure("Go " + needed
                        + " or newer is needed to build the control plane and `go` was not found on the PATH: "
                        + instead);
            }
            if (output.exit() != 0 || GoVersion.find(VERSION, output.text()).isOlderThan(needed)) {
                String found = output(settings.sources(), Map.of("GOTOOLCHAIN", "local"), List.of("go", "version"))
                        .text()
                        .strip();
                throw new Failure("Go " + needed
                        + " or newer is needed to build the control plane and `go` on the PATH is too old ("
                        + (found.isEmpty() ? "it does not tell its version" : found) + "): " + instead);
            }
            return new Go(settings.sources(), output.text().strip());
        }

        String version() {
            return version;
        }

        /** Counting needs the sources of every dependency, so this is also where modules are downloaded. */
        int countPackages(String platform) throws IOException, InterruptedException {
            AtomicInteger packages = new AtomicInteger();
            AtomicInteger modules = new AtomicInteger();
            String failure = "The Go modules of the control plane could not be had: what Go says is above.";
            Consumer<String> count = line -> {
                if (isDownload(line)) {
                    modules.incrementAndGet();
                } else if (isPackage(line)) {
                    packages.incrementAndGet();
                }
            };
            watch(
                    failure,
                    platform,
                    List.of("go", "list", "-deps", MAIN_PACKAGE),
                    count,
                    () -> "downloaded " + modules + " modules");
            return packages.get();
        }

        void build(String source, String platform, Path binary, String ldflags, int packages)
                throws IOException, InterruptedException {
            say("building " + source + " for " + platform + " with " + version + "; the first time this takes minutes");
            AtomicInteger compiled = new AtomicInteger();
            String failure = "The control plane does not compile: what Go says is above.";
            Consumer<String> count = line -> {
                if (isPackage(line)) {
                    compiled.incrementAndGet();
                }
            };
            watch(
                    failure,
                    platform,
                    List.of("go", "build", "-v", "-ldflags", ldflags, "-o", binary.toString(), source),
                    count,
                    () -> "compiled " + compiled + " packages of at most " + packages);
        }

        /** All modules that the program has parts of on any of the platforms, and Go's own library. */
        List<GoModule> modules(List<String> platforms) throws IOException, InterruptedException {
            TreeMap<String, GoModule> modules = new TreeMap<>();
            String format = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}";
            for (String platform : platforms) {
                List<String> command = List.of("go", "list", "-deps", "-f", format, MAIN_PACKAGE);
                for (String line : lines(environment(platform), command)) {
                    String[] module = line.split("\t");
                    modules.put(module[0], new GoModule(module[0], module[1], Path.of(module[2])));
                }
            }
            Path root = Path.of(lines(Map.of(), List.of("go", "env", "GOROOT")).get(0));
            if (Files.exists(root.resolve("LICENSE"))) { // some distributions keep it elsewhere
                modules.put("go", new GoModule("go", version, root));
            }
            return List.copyOf(modules.values());
        }

        private List<String> lines(Map<String, String> environment, List<String> command)
                throws IOException, InterruptedException {
            Output output = output(sources, environment, command);
            if (output.exit() != 0) {
                System.out.print(output.text());
                throw new Failure("The Go modules of the control plane could not be listed: what Go says is above.");
            }
            return output.text().lines().filter(line -> !line.isBlank()).toList();
        }

        void test() throws IOException, InterruptedException {
            String failure = "The tests of the control plane failed: what go test says is above.";
            show("go test", failure, sources, List.of("go", "test", "./..."));
        }

        void vet() throws IOException, InterruptedException {
            String failure = "go vet objects to the control plane: its findings are above.";
            show("go vet", failure, sources, List.of("go", "vet", "./..."));
        }

        void mustBeFormatted() throws IOException, InterruptedException {
            Output output = output(sources, Map.of(), List.of("gofmt", "-l", "cmd", "internal"));
            if (output.exit() != 0 || !output.text().isBlank()) {
                System.out.print(output.text());
                throw new Failure(
                        "gofmt would change the Go files listed above: run `gofmt -w cmd internal` in control-plane.");
            }
        }

        /** A module of its own keeps what staticcheck needs out of the program's go.mod. */
        void staticcheck(Path bin) throws IOException, InterruptedException {
            Path tools = sources.resolve("tools");
            if (!Files.exists(tools.resolve("go.mod"))) {
                throw new Failure("control-plane/tools/go.mod is missing: it says which staticcheck is used.");
            }
            Files.createDirectories(bin);
            String program = bin.resolve("staticcheck").toString();
            String unbuilt = "staticcheck could not be built: what Go says is above.";
            String source = "honnef.co/go/tools/cmd/staticcheck";
            show("go build of staticcheck", unbuilt, tools, List.of("go", "build", "-o", program, source));
            String failure = "staticcheck objects to the control plane: its findings are above.";
            show("staticcheck", failure, sources, List.of(program, "./..."));
        }

        /** Runs a command whose output is the point of it, and shows all of that. */
        private static void show(String name, String failure, Path directory, List<String> command)
                throws IOException, InterruptedException {
            Consumer<String> print = line -> {
                if (!isDownload(line)) {
                    System.out.println(line);
                }
            };
            Process process = start(directory, environment(Platform.host()), command);
            if (!succeeds(process, print, () -> name + " is at work")) {
                throw new Failure(failure);
            }
        }

        /** Runs a command that tells more than anyone reads; only when it fails are its last lines shown. */
        private void watch(
                String failure,
                String platform,
                List<String> command,
                Consumer<String> count,
                Supplier<String> progress)
                throws IOException, InterruptedException {
            Deque<String> last = new ArrayDeque<>();
            Consumer<String> countAndKeep = line -> {
                count.accept(line);
                keep(last, line);
            };
            if (!succeeds(start(sources, environment(platform), command), countAndKeep, progress)) {
                last.forEach(System.out::println);
                throw new Failure(failure);
            }
        }

        private static boolean isDownload(String line) {
            return line.startsWith("go: downloading");
        }

        private static boolean isPackage(String line) {
            return !line.isEmpty() && line.indexOf(' ') < 0;
        }

        private static Map<String, String> environment(String platform) {
            String[] name = platform.split("-");
            String flags = System.getenv().getOrDefault("GOFLAGS", "") + " " + String.join(" ", FLAGS);
            return Map.of(
                    "CGO_ENABLED", "0", "GOWORK", "off", "GOFLAGS", flags.strip(), "GOOS", name[0], "GOARCH", name[1]);
        }

        private static Process start(Path directory, Map<String, String> environment, List<String> command)
                throws IOException {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return process;
        }

        private static Output output(Path directory, Map<String, String> environment, List<String> command)
                throws IOException, InterruptedException {
            Process process = start(directory, environment, command);
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        }

        /** Reads a process to its end, with a line of progress every ten seconds. */
        private static boolean succeeds(Process process, Consumer<String> onLine, Supplier<String> progress)
                throws InterruptedException {
            Thread reader = new Thread(() -> read(process, onLine));
            reader.start();
            long start = System.nanoTime();
            while (!process.waitFor(10, TimeUnit.SECONDS)) {
                say(progress.get() + ", " + since(start));
            }
            reader.join();
            return process.exitValue() == 0;
        }

        private static void keep(Deque<String> last, String line) {
            if (!isPackage(line) && !isDownload(line)) {
                last.add(line);
            }
            if (last.size() > LINES_OF_A_FAILURE) {
                last.remove();
            }
        }

        private static void read(Process process, Consumer<String> onLine) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(onLine);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Output(int exit, String text) {}

    /** A Go module that is linked into the program, and where its sources are. */
    private record GoModule(String path, String version, Path directory) {

        String name() {
            return path + "@" + version;
        }
    }

    /** The licences of all that is linked into the program: Apache-2.0 and others ask that they go with it. */
    private static final class Licences {

        private static final Pattern LICENCE = Pattern.compile("(?i)(licen[cs]e|copying).*");
        private static final Pattern NOTICE = Pattern.compile("(?i)notice.*");

        static void collect(Go go, Settings settings) throws IOException, InterruptedException {
            Pack.delete(settings.licences());
            List<GoModule> modules = go.modules(settings.platforms());
            for (GoModule module : modules) {
                copy(module, settings.licences().resolve(module.name()));
            }
            List<String> names = modules.stream().map(GoModule::name).toList();
            Files.write(settings.licences().resolve("modules.txt"), names);
            say("packed the licences of " + modules.size() + " Go modules");
        }

        private static void copy(GoModule module, Path into) throws IOException {
            List<Path> files = files(module);
            if (files.stream().noneMatch(file -> isNamed(file, LICENCE))) {
                throw new Failure("The Go module " + module.name() + " has no licence file: find out under which terms"
                        + " it may be passed on before it is linked into the control plane.");
            }
            Files.createDirectories(into);
            for (Path file : files) {
                Path copy = into.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                copy.toFile().setWritable(true); // those of the module cache are not
            }
        }

        private static List<Path> files(GoModule module) throws IOException {
            try (Stream<Path> files = Files.list(module.directory())) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> isNamed(file, LICENCE) || isNamed(file, NOTICE))
                        .sorted()
                        .toList();
            }
        }

        private static boolean isNamed(Path file, Pattern names) {
            return names.matcher(file.getFileName().toString()).matches();
        }
    }

    /** The form in which the program travels: gzipped, beside a file that says what comes out of it. */
    private static final class Pack {

        private static final String PROGRAM = "control-plane.gz";
        private static final String FACTS = "control-plane.properties";

        static long pack(Path binary, Path directory, String version) throws IOException {
            Files.createDirectories(directory);
            Path part = directory.resolve(PROGRAM + ".part");
            MessageDigest digest = Sources.sha256();
            try (InputStream in = new DigestInputStream(Files.newInputStream(binary), digest);
                    OutputStream out = new SmallestGzip(Files.newOutputStream(part))) {
                in.transferTo(out);
            }
            long packed = Files.size(part);
            if (packed > LARGEST_PACKED_BINARY) {
                throw new Failure("The packed control plane has " + packed + " bytes, more than the "
                        + LARGEST_PACKED_BINARY + " that every user is asked to download: find out what made it grow.");
            }
            Files.move(part, directory.resolve(PROGRAM), StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(
                    directory.resolve(FACTS),
                    "version=" + version + "\nsize=" + Files.size(binary) + "\nsha256="
                            + HexFormat.of().formatHex(digest.digest()) + "\n");
            return packed;
        }

        static boolean isComplete(Path directory) {
            return Files.exists(directory.resolve(PROGRAM)) && Files.exists(directory.resolve(FACTS));
        }

        /** A platform that was asked for once must not stay in the jar for ever. */
        static void keepOnly(List<String> platforms, Path directory) throws IOException {
            if (!Files.isDirectory(directory)) {
                return;
            }
            try (Stream<Path> found = Files.list(directory)) {
                for (Path old : found.filter(
                                path -> !platforms.contains(path.getFileName().toString()))
                        .toList()) {
                    delete(old);
                }
            }
        }

        static void delete(Path directory) throws IOException {
            if (Files.notExists(directory)) {
                return;
            }
            try (Stream<Path> found = Files.walk(directory)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Java's gzip header has no time and no name in it, so the same program gives the same bytes. */
    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
