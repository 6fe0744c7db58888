package dev.kubeuser.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The classes of the commands as the JVM maps them into memory, so that it need not read and verify them at each start.
 *
 * @param runtime what reads it
 * @param home the directory of the archive
 * @param samples a policy and a table, on which the commands run once to see which classes they load
 * @param work for what is left over
 */
record ClassData(JavaRuntime runtime, Path home, Path samples, Path work) {

    /** The exit code of a command that found something. */
    private static final int FINDINGS = 1;

    private static final String MAIN = "dev.kubeuser.cli.KubeUserCommand";

    void write() throws IOException, InterruptedException {
        Path list = work.resolve("classes.list");
        Files.write(list, loadedClasses());
        Path data = home.resolve("lib/kubeuser.jsa");
        // Only G1 can write objects; the collector that runs can read them.
        List<String> command = java("-Xshare:dump", "-XX:+UseG1GC", "-XX:SharedClassListFile=" + list);
        command.addAll(List.of(
                "-XX:SharedArchiveFile=" + data,
                "-cp",
                home.resolve("lib/kubeuser.jar").toString()));
        Subprocess.run(work.resolve("class-data.log"), 0, command);
        if (!data.toFile().setWritable(true, true)) {
            throw new IOException(data + " stays read-only");
        }
    }

    /** In a fixed order, without the numbers of one run: the same classes give the same class data. */
    private SortedSet<String> loadedClasses() throws IOException, InterruptedException {
        String policy = samples.resolve("run/rbac.yaml").toString();
        String table = samples.resolve("test/shop-short.yaml").toString();
        String report = work.resolve("report").toString();
        List<List<String>> commands = List.of(
                List.of("--help"),
                List.of("help", "lint"),
                List.of("lint", policy),
                List.of("lint", policy, "--can", "shop/operator get secrets -n shop"),
                List.of("compare", "--access", policy, policy),
                List.of("run", "--manifests", policy, "--as", "shop/operator", "--", "true"),
                List.of("test", table, "--manifests", policy, "--namespace", "shop", "--report", report),
                List.of("check", "--coverage", "1", report));
        SortedSet<String> classes = new TreeSet<>();
        for (int i = 0; i < commands.size(); i++) {
            classes.addAll(loadedBy(i, commands.get(i)));
        }
        return classes;
    }

    private List<String> loadedBy(int number, List<String> arguments) throws IOException, InterruptedException {
        Path list = work.resolve("classes-" + number + ".list");
        List<String> command = java("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:DumpLoadedClassList=" + list);
        command.add("-Dkubeuser.cache-directory=" + work.resolve("cache"));
        command.add("-Dkubeuser.start-timeout=2m");
        command.addAll(List.of("-cp", home.resolve("lib/kubeuser.jar") + ":" + home.resolve("lib/*"), MAIN));
        command.addAll(arguments);
        Subprocess.run(work.resolve("training-" + number + ".log"), FINDINGS, command);
        return Files.readAllLines(list).stream()
                // What was resolved in the constant pool (@cp) differs from run to run.
                .filter(line -> !line.startsWith("#") && !line.startsWith("@cp"))
                .map(line -> line.replaceAll(" id: .*", ""))
                .toList();
    }

    private List<String> java(String... options) {
        List<String> command = new ArrayList<>(List.of(runtime.java().toString()));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of(options));
        return command;
    }
}
