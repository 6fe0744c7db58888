// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code AuditLogTest} does not see: reading from near the end. */
@RunsOnce
class AuditLinesTest {

    @TempDir
    Path directory;

    private final List<String> read = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "1, ''",
        "4, ''",
        "5, four",
        "10, four",
        "11, three four",
        "19, one two three four",
        "99, one two three four"
    })
    void a_line_is_among_the_last_if_it_begins_there(long bytes, String expected) throws IOException {
        Path file = Files.writeString(directory.resolve("audit.log"), "one\ntwo\nthree\nfour\n");
        AuditLines.last(() -> Optional.of(file), bytes).read(read::add);
        assertThat(String.join(" ", read)).isEqualTo(expected);
    }

    @Test
    void what_follows_is_read_once() throws IOException {
        List<String> lines =
                IntStream.range(0, 100_000).mapToObj(Integer::toString).toList();
        Path file = Files.write(directory.resolve("audit.log"), lines);
        AuditLines last = AuditLines.last(() -> Optional.of(file), 12);
        last.read(read::add);
        Files.writeString(file, "fol", StandardOpenOption.APPEND);
        last.read(read::add);
        Files.writeString(file, "lowing\n", StandardOpenOption.APPEND);
        last.read(read::add);
        last.read(read::add);
        assertThat(read).containsExactly("99998", "99999", "following");
    }
}
