// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.k3s;

import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.Timed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.testcontainers.k3s.K3sContainer;

/**
 * A copy of the audit log in a container, because the engine may run on another machine. The log of a long run is
 * large, so each call fetches only what is new. Nobody waits for a lock while the engine is asked, but for the thread
 * that asks. Thread-safe.
 */
final class K3sAuditLog {

    private static final int CHUNK_BYTES = 16 << 20;
    private static final String NEXT = "tail -c +$1 " + K3sCommand.AUDIT_LOG + " | head -c " + CHUNK_BYTES;

    private final K3sContainer container;
    private final Duration limit;
    private final Path copy;

    K3sAuditLog(K3sContainer container, Duration limit, Path copy) {
        this.container = container;
        this.limit = limit;
        this.copy = copy;
    }

    /**
     * Fetches new lines, as far as they are whole, and returns the copy.
     *
     * @throws Timed.Unanswered if the engine does not answer
     */
    Path fetch() throws IOException {
        int bytes;
        do {
            bytes = ContainerEngine.answer(limit, this::append);
        } while (bytes > CHUNK_BYTES / 2);
        return copy;
    }

    /** Appends the next chunk to the copy, and returns its size. */
    private synchronized int append() throws IOException {
        if (Files.notExists(copy)) {
            PrivateFiles.write(copy, "");
        }
        String begin = String.valueOf(Files.size(copy) + 1);
        byte[] lines = wholeLines(ContainerEngine.shell(container, NEXT, begin));
        Files.write(copy, lines, StandardOpenOption.APPEND);
        return lines.length;
    }

    private static byte[] wholeLines(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
    }
}
