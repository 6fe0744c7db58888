// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
            position += whole.read(log.position(position), false, new LogLines.Taker() {
                @Override
                public void line(String line) {
                    lines.accept(line);
                }

                @Override
                public void longLine() {
                    unreadable.incrementAndGet();
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException("The audit log " + path + " could not be read", failure);
        }
    }
}
