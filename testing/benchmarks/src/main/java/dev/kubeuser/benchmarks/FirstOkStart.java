package dev.kubeuser.benchmarks;

import dev.kubeuser.benchmarks.firstok.FirstOk;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts a JVM that runs {@link FirstOk} with what a user has on the class path, and reads until it has seen its
 * {@code ok}.
 *
 * @param folders where that class path is
 * @param name who it is
 * @param options of the JVM
 */
record FirstOkStart(Folders folders, String name, List<String> options) implements Contender {

    @Override
    public Duration once() throws Exception {
        ProcessBuilder jvm = new ProcessBuilder(command()).redirectErrorStream(true);
        long begin = System.nanoTime();
        Process process = jvm.start();
        process.getOutputStream().close();
        List<String> printed = new ArrayList<>();
        Duration taken = read(process, begin, printed);
        int code = process.waitFor();
        if (taken == null || code != 0) {
            throw new IOException(
                    "the JVM of the tutorial's test ended with " + code + ": " + String.join("\n", printed));
        }
        return taken;
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), FirstOk.class.getName()));
        return command;
    }

    private String classPath() throws IOException {
        Path built = folders.firstOk();
        return built.resolve("classes") + File.pathSeparator + Files.readString(built.resolve("class-path"));
    }

    private static @Nullable Duration read(Process process, long begin, List<String> printed) throws IOException {
        Duration taken = null;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (taken == null && line.equals(FirstOk.SEEN)) {
                    taken = Duration.ofNanos(System.nanoTime() - begin);
                }
                printed.add(line);
            }
        }
        return taken;
    }
}
