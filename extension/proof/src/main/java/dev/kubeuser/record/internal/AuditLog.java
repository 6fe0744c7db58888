// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the events of a growing audit log, each once, and counts the lines that are too long or not events. The log may
 * be large, so it is read in chunks. Thread-safe.
 */
public final class AuditLog {

    /** Longer than any line without bodies. */
    private static final int CHUNK_BYTES = 1 << 20;

    /** The API server takes bodies of at most 3 MiB, and a line has that of the request and that of the answer. */
    private static final int MAX_BYTES = 16 << 20;

    private final Supplier<Optional<Path>> file;
    private final AtomicLong unreadable = new AtomicLong();
    private long position;

    /** Whether the beginning of the line at the position was passed over, because the line is too long. */
    private boolean isWithinLine;

    /** Gets the file again before each read, since it may be a copy. */
    public AuditLog(Supplier<Optional<Path>> file) {
        this.file = file;
    }

    /** Passes on new events, except for those of the stage RequestReceived. Returns false if there is no log. */
    public boolean read(Consumer<AuditEvent> events) {
        return readLines(line -> AuditEvent.parse(line)
                .ifPresentOrElse(
                        event -> {
                            if (!event.isFirst()) {
                                events.accept(event);
                            }
                        },
                        unreadable::incrementAndGet));
    }

    /** Returns how many lines were too long or no events since the last call: their content is lost. */
    public long takeUnreadable() {
        return unreadable.getAndSet(0);
    }

    /**
     * Passes on new complete lines, except for those that are too long. Returns false if there is no log. Nobody waits
     * for a lock while the file is copied.
     */
    public boolean readLines(Consumer<String> lines) {
        Optional<Path> path = file.get();
        path.ifPresent(log -> read(log, lines));
        return path.isPresent();
    }

    private synchronized void read(Path path, Consumer<String> lines) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (FileChannel log = FileChannel.open(path)) {
            while (fill(chunk, log)) {
                int end = endOfLines(chunk);
                if (end > 0) {
                    whole(chunk, end).forEach(lines);
                    position += end;
                } else if (chunk.hasRemaining()) {
                    return;
                } else if (chunk.capacity() < MAX_BYTES) {
                    chunk = ByteBuffer.allocate(2 * chunk.capacity());
                } else {
                    passOver(chunk);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The audit log " + path + " could not be read", failure);
        }
    }

    /** Reads from the position on. Returns false at the end of the log. */
    private boolean fill(ByteBuffer chunk, FileChannel log) throws IOException {
        chunk.clear();
        while (chunk.hasRemaining() && log.read(chunk, position + chunk.position()) > 0) {}
        return chunk.position() > 0;
    }

    private static int endOfLines(ByteBuffer chunk) {
        int end = chunk.position();
        while (end > 0 && chunk.get(end - 1) != '\n') {
            end--;
        }
        return end;
    }

    private Stream<String> whole(ByteBuffer chunk, int end) {
        Stream<String> lines =
                StandardCharsets.UTF_8.decode(chunk.slice(0, end)).toString().lines();
        if (isWithinLine) {
            isWithinLine = false;
            return lines.skip(1);
        }
        return lines;
    }

    private void passOver(ByteBuffer piece) {
        position += piece.position();
        if (!isWithinLine) {
            isWithinLine = true;
            unreadable.incrementAndGet();
        }
    }
}
