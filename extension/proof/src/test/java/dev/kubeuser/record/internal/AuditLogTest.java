// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A log is read while it is being written. */
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
        Path file = Files.writeString(directory.resolve("audit.log"), "x".repeat(40_000_000) + "\nafter\n");
        AuditLog log = new AuditLog(() -> Optional.of(file));
        log.readLines(read::add);
        assertThat(read).containsExactly("after");
        assertThat(log.takeUnreadable()).isEqualTo(1);
    }

    @Test
    void a_line_with_bodies_as_large_as_the_server_takes_them_is_read() throws IOException {
        String line = "x".repeat(6 << 20);
        Path file = Files.writeString(directory.resolve("audit.log"), "before\n" + line + "\nafter\n");
        new AuditLog(() -> Optional.of(file)).readLines(read::add);
        assertThat(read).containsExactly("before", line, "after");
    }

    private static String event(String id, String requestObject) {
        return """
                {"kind":"Event","stage":"ResponseComplete","auditID":"%s","requestURI":"/api/v1/pods","verb":"patch",\
                "user":{"username":"alice"},"requestReceivedTimestamp":"2026-01-01T00:00:00.000000Z",\
                "responseStatus":{"code":403},"requestObject":%s}
                """.formatted(id, requestObject);
    }

    @Test
    void a_body_of_any_form_is_read_and_what_cannot_be_read_is_counted() throws IOException {
        Path file = Files.writeString(
                directory.resolve("audit.log"),
                event("one", "[{\"op\":\"remove\",\"path\":\"/rules\"}]")
                        + event("two", "{\"metadata\":{\"labels\":{\"stage\":\"RequestReceived\"}}}")
                        + event("three", "\"text\"")
                        + "{\"kind\":\"Event\"\n"
                        + event("four", "null").replace("ResponseComplete", "RequestReceived"));
        AuditLog log = new AuditLog(() -> Optional.of(file));
        log.read(event -> read.add(event.auditID()));
        assertThat(read).containsExactly("one", "two", "three");
        assertThat(log.takeUnreadable()).isEqualTo(1);
        assertThat(log.takeUnreadable()).isZero();
    }

    @Test
    void a_line_that_is_no_event_is_passed_over() {
        for (String line : List.of("", "{", "{}", "[]", "null", "{\"kind\": \"Event\", \"stage\": \"Panic\"}")) {
            assertThat(AuditEvent.parse(line)).as(line).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kubectl/v1.37.2 (linux/amd64) kubernetes/abc, kubectl",
        "controller.test/v0.0.0 (linux/amd64), controller.test",
        "curl, curl",
        "\u001b[31mred/1, ''",
        "two\u0000words/1, ''",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/1, ''"
    })
    void a_program_is_told_by_its_user_agent_if_that_is_a_name(String userAgent, String program) {
        String line =
                event("one", "null").replace("\"kind\"", "\"userAgent\":" + new Gson().toJson(userAgent) + ",\"kind\"");
        assertThat(AuditEvent.parse(line).orElseThrow().program()).isEqualTo(program);
    }

    @Test
    void a_program_may_not_say_who_it_is() {
        assertThat(AuditEvent.parse(event("one", "null")).orElseThrow().program())
                .isEmpty();
    }

    @Test
    void there_may_be_none() {
        assertThat(new AuditLog(Optional::empty).readLines(read::add)).isFalse();
        assertThat(read).isEmpty();
    }
}
