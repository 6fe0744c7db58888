package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tables are run again when a file changes, until a signal comes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no program kill")
class TestWatchTest {

    private static final String RBAC = "src/test/resources/run/rbac.yaml";
    private static final String TABLE = "src/test/resources/test/shop.yaml";

    @TempDir
    private Path directory;

    private Path temporary() throws IOException {
        return Files.createDirectories(directory.resolve("tmp"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.io.tmpdir=" + temporary(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                KubeUserCommand.class.getName(),
                                "test",
                                "--watch"),
                        Stream.of(arguments))
                .toList();
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private void awaitText(String text, int times) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                System.nanoTime() < end && times(text) < times; ) {
            Thread.sleep(20);
        }
        assertThat(times(text)).as(Files.readString(directory.resolve("err"))).isEqualTo(times);
    }

    private int times(String text) throws IOException {
        return Files.readString(directory.resolve("err")).split(text, -1).length - 1;
    }

    /** As editors do. */
    private void replace(Path file, String text) throws IOException {
        Path other = Files.writeString(directory.resolve("other"), text);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void end(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
        boolean isEnded = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(isEnded).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("err")))
                .isZero();
        try (Stream<Path> left = Files.list(temporary())) {
            assertThat(left).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(each -> each.info().commandLine().orElse("").contains(directory.toString())))
                .isEmpty();
    }

    @Test
    void a_change_is_seen_and_a_broken_file_ends_nothing() throws Exception {
        Path rbac = Files.copy(Path.of(RBAC), directory.resolve("rbac.yaml"));
        Path table = Files.copy(Path.of(TABLE), directory.resolve("shop.yaml"));
        Process process = start(table.toString(), "--manifests", rbac.toString());
        awaitText("watching 2 files; Ctrl-C ends\n", 1);
        replace(rbac, Files.readString(rbac).replace(", delete]", "]"));
        awaitText("watching 2 files; Ctrl-C ends\n", 2);
        assertThat(directory.resolve("err"))
                .content()
                .contains("kubeuser: changed: " + rbac + "\n")
                .containsPattern("kubeuser: took \\d+\\.\\d s\n");
        assertThat(directory.resolve("out"))
                .content()
                .startsWith("8 lines: 8 as written\n")
                .contains("change rule 1 of Role shop/operator (" + rbac + ":13)", "\n8 lines: 7 as written, 1 not\n");
        replace(table, Files.readString(table) + "- broken\n");
        awaitText("watching 2 files; Ctrl-C ends\n", 3);
        assertThat(directory.resolve("err"))
                .content()
                .contains("kubeuser: changed: " + table + "\nkubeuser: " + table
                        + ":19: it should have given, then, when");
        replace(table, Files.readString(Path.of(TABLE)));
        awaitText("kubeuser: starting Kubernetes\n", 3);
        end(process);
    }

    @Test
    void a_signal_while_nothing_runs() throws Exception {
        Process process = start("no-such.csv");
        awaitText("watching 0 files; Ctrl-C ends\n", 1);
        end(process);
        assertThat(directory.resolve("err")).content().isEqualTo("""
                        kubeuser: The table no-such.csv could not be read: there is no such file
                        kubeuser: watching 0 files; Ctrl-C ends
                        kubeuser: ended
                        """);
    }

    @Test
    void what_is_watched_is_not_written() {
        Run run = Run.of("test", "--watch", "--golden", "golden.md", "--golden-of", "user:bob", "--golden-update");
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(2);
        assertThat(run.err()).contains("the golden file would be written: leave out one of the two");
    }
}
