package dev.kubeuser.coverage.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is read while it is being written. */
@RunsOnce
class AuditLogTest {

    @TempDir
    private Path directory;

    private final List<String> read = new ArrayList<>();

    @Test
    void a_line_is_read_once_and_as_soon_as_it_is_whole() throws IOException {
        Path file = Files.writeString(directory.resolve("audit.log"), "one\ntw");
        AuditLog log = new AuditLog(() -> Optional.of(file));
        assertThat(log.readLines(read::add)).isTrue();
        assertThat(read).containsExactly("one");
        Files.writeString(file, "ö\nthree\n", StandardOpenOption.APPEND);
        assertThat(log.readLines(read::add)).isTrue();
        assertThat(read).containsExactly("one", "twö", "three");
    }

    @Test
    void it_may_be_larger_than_what_is_read_at_once() throws IOException {
        List<String> lines =
                IntStream.range(0, 3_000).mapToObj(i -> i + "ö".repeat(500)).toList();
        Path file = Files.write(directory.resolve("audit.log"), lines);
        new AuditLog(() -> Optional.of(file)).readLines(read::add);
        assertThat(read).isEqualTo(lines);
    }

    @Test
    void a_line_that_is_too_long_keeps_nobody_from_the_next() throws IOException {
        Path file = Files.writeString(directory.resolve("audit.log"), "x".repeat(2_500_000) + "\nafter\n");
        new AuditLog(() -> Optional.of(file)).readLines(read::add);
        assertThat(read).endsWith("after");
    }

    @Test
    void a_line_that_is_no_event_is_passed_over() {
        for (String line : List.of("", "{", "{}", "[]", "null", "{\"kind\": \"Event\", \"stage\": \"Panic\"}")) {
            assertThat(AuditEvent.parse(line)).as(line).isEmpty();
        }
    }

    @Test
    void there_may_be_none() {
        assertThat(new AuditLog(Optional::empty).readLines(read::add)).isFalse();
        assertThat(read).isEmpty();
    }
}
