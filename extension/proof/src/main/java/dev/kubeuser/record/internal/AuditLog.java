// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
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

    private final Supplier<Optional<Path>> file;
    private final AtomicLong unreadable = new AtomicLong();
    private final LogLines whole = new LogLines();
    private long position;

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
        try (FileChannel log = FileChannel.open(path)) {
            position += whole.read(log.position(position), false, lines, unreadable::incrementAndGet);
        } catch (IOException failure) {
            throw new UncheckedIOException("The audit log " + path + " could not be read", failure);
        }
    }

    /** Reads the lines of a log of any size in chunks, each up to a length that fits every event. Not thread-safe. */
    static final class LogLines {

        /** Longer than any line without bodies. */
        private static final int CHUNK_BYTES = 1 << 20;

        /** The API server takes bodies of at most 3 MiB, and a line has that of the request and that of the answer. */
        static final int MAX_BYTES = 16 << 20;

        /** Whether the beginning of the next line was passed over, because the line is too long. */
        private boolean isWithinLine;

        /**
         * Hands over the whole lines of what a channel has now.
         *
         * @param isEnded whether nothing will be added, so that a last line needs no end
         * @param lines gets each line in turn
         * @param tooLong runs for a line that is too long, so that its content is lost
         * @return the number of bytes that need not be read again
         */
        long read(ReadableByteChannel log, boolean isEnded, Consumer<String> lines, Runnable tooLong)
                throws IOException {
            long done = 0;
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            while (true) {
                fill(chunk, log);
                int end = endOfLines(chunk);
                if (end > 0) {
                    done += end;
                    whole(chunk.slice(0, end), lines);
                    chunk.flip().position(end);
                    chunk.compact();
                } else if (chunk.hasRemaining()) {
                    if (isEnded && chunk.position() > 0) {
                        whole(chunk.flip(), lines);
                    }
                    return done;
                } else if (chunk.capacity() < MAX_BYTES) {
                    chunk = ByteBuffer.allocate(2 * chunk.capacity()).put(chunk.flip());
                } else {
                    done += chunk.position();
                    passOver(tooLong);
                    chunk.clear();
                }
            }
        }

        private static void fill(ByteBuffer chunk, ReadableByteChannel log) throws IOException {
            while (chunk.hasRemaining() && log.read(chunk) > 0) {}
        }

        private static int endOfLines(ByteBuffer chunk) {
            int end = chunk.position();
            while (end > 0 && chunk.get(end - 1) != '\n') {
                end--;
            }
            return end;
        }

        private void whole(ByteBuffer bytes, Consumer<String> taker) {
            Stream<String> lines =
                    StandardCharsets.UTF_8.decode(bytes).toString().lines();
            if (isWithinLine) {
                isWithinLine = false;
                lines = lines.skip(1);
            }
            lines.forEach(taker);
        }

        private void passOver(Runnable tooLong) {
            if (!isWithinLine) {
                isWithinLine = true;
                tooLong.run();
            }
        }
    }
}
