package dev.kubeuser.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsOnce
class CurrentFilesTest {

    @TempDir
    private Path directory;

    @Test
    @NeedsUnix
    void file_follows_its_content_until_it_is_removed() throws IOException {
        AtomicReference<String> content = new AtomicReference<>("first");
        UserFiles files = new UserFiles(directory, "alice", Duration.ofMillis(10));
        Path file = files.keepCurrent("token", content::get);
        assertThat(file).hasContent("first");
        content.set("second");
        await().untilAsserted(() -> assertThat(file).hasContent("second"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var siblings = Files.list(file.getParent())) {
            assertThat(siblings).containsExactly(file);
        }
        files.close();
        content.set("third");
        assertThat(file.getParent()).doesNotExist();
    }
}
