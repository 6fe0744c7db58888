package dev.kubeuser.archive;

import dev.kubeuser.cli.KubeUserCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Makes the archive for Maven. Arguments are {@code --name=value} pairs, which {@code pom.xml} gives. What a person has to read when
 * something is missing is one sentence on standard error.
 */
final class ArchiveBuild {

    private final Map<String, String> settings;
    private final Path target;
    private final Path home;
    private final Instant time;

    private ArchiveBuild(String... arguments) {
        this.settings = Arrays.stream(arguments)
                .map(argument -> argument.substring("--".length()).split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        this.target = Path.of(setting("target"));
        this.home = target.resolve(setting("name"));
        this.time = Instant.parse(setting("time"));
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            new ArchiveBuild(arguments).run();
        } catch (Failure failure) {
            System.err.print(failure.getMessage());
            System.exit(1);
        } catch (IOException failure) {
            System.err.print("The archive could not be made because a file could not be read or written: " + failure);
            System.exit(1);
        }
    }

    private String setting(String name) {
        String value = settings.get(name);
        if (value == null || value.isEmpty()) {
            throw new Failure("ArchiveBuild needs --" + name + "=VALUE.");
        }
        return value;
    }

    private void run() throws IOException, InterruptedException {
        Path work = target.resolve("work");
        delete(home);
        delete(work);
        Files.createDirectories(work);
        Files.createDirectories(home.resolve("bin"));
        JavaRuntime runtime = new JavaRuntime(Path.of(setting("jdk")), home.resolve("runtime"));
        runtime.link(work.resolve("jlink.log"));
        Path program = home.resolve("bin/kubeuser");
        copy(Path.of(setting("launcher")), program);
        if (!program.toFile().setExecutable(true, false)) {
            throw new IOException(program + " cannot be made executable");
        }
        jars();
        share();
        for (String name : List.of("LICENSE", "NOTICE")) {
            copy(Path.of(setting("root"), name), home.resolve(name));
        }
        // The class data has the time and the size of the jar and of the runtime's modules.
        setTimes();
        new ClassData(runtime, home, Path.of(setting("samples")), work).write();
        setTimes();
        Path archive = target.resolve(setting("name") + ".tar.gz");
        new Tarball(home, setting("name"), time).write(archive);
        System.out.println("kubeuser archive: " + archive + ", " + (Files.size(archive) >> 20) + " MiB");
    }

    private void jars() throws IOException {
        Files.createDirectories(home.resolve("lib"));
        copy(Path.of(setting("jar")), home.resolve("lib/kubeuser.jar"));
        ControlPlanes controlPlanes =
                new ControlPlanes(Path.of(setting("control-planes")), setting("version"), setting("platform"));
        Path controlPlane = controlPlanes.of(setting("minor"));
        copy(controlPlane, home.resolve("lib").resolve(String.valueOf(controlPlane.getFileName())));
        for (Path other : controlPlanes.others(setting("minor"))) {
            copy(other, target.resolve(String.valueOf(other.getFileName())));
        }
        controlPlanes.writeList(setting("minor"), setting("url"), time, home.resolve("lib/downloads.jar"));
    }

    private void share() throws IOException {
        Map<String, String> files = new Completion(new CommandLine(KubeUserCommand.class)).files();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = home.resolve("share").resolve(file.getKey());
            Files.createDirectories(path.resolve("..").normalize());
            Files.writeString(path, file.getValue());
        }
    }

    private void setTimes() throws IOException {
        for (Path path : below(home)) {
            if (!Files.isSymbolicLink(path)) {
                Files.setLastModifiedTime(path, FileTime.from(time));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            for (Path path : below(directory)) {
                Files.delete(path);
            }
        }
    }

    /** The deepest first. */
    private static List<Path> below(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
