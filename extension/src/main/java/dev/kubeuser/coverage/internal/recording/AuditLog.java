package dev.kubeuser.coverage.internal.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads a growing audit log, each line once. The log may be large, so it is read in chunks. Thread-safe. */
final class AuditLog {

    /** Longer than any line without bodies. */
    private static final int CHUNK_BYTES = 1 << 20;

    private static final String FIRST_STAGE = "\"stage\":\"RequestReceived\"";

    private final Supplier<Optional<Path>> file;
    private long position;

    /** Gets the file anew before each read, since it may be a copy. */
    AuditLog(Supplier<Optional<Path>> file) {
        this.file = file;
    }

    /** Passes on new events, except for those of the stage RequestReceived. Returns false if there is no log. */
    boolean read(Consumer<AuditEvent> events) {
        return readLines(line -> {
            if (!line.contains(FIRST_STAGE)) {
                AuditEvent.parse(line).ifPresent(events);
            }
        });
    }

    /**
     * Passes on new complete lines. Returns false if there is no log. Nobody waits for a lock while the file is copied.
     */
    boolean readLines(Consumer<String> lines) {
        Optional<Path> path = file.get();
        path.ifPresent(log -> read(log, lines));
        return path.isPresent();
    }

    private synchronized void read(Path path, Consumer<String> lines) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (FileChannel log = FileChannel.open(path)) {
            for (int end = fill(chunk, log); end > 0; end = fill(chunk, log)) {
                new String(chunk.array(), 0, end, StandardCharsets.UTF_8)
                        .lines()
                        .forEach(lines);
                position += end;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The audit log " + path + " could not be read", failure);
        }
    }

    /** Fills the chunk and returns how much of it is whole lines. A longer line is passed on in pieces. */
    private int fill(ByteBuffer chunk, FileChannel log) throws IOException {
        chunk.clear();
        while (chunk.hasRemaining() && log.read(chunk, position + chunk.position()) > 0) {}
        int end = chunk.position();
        while (end > 0 && chunk.get(end - 1) != '\n') {
            end--;
        }
        return end == 0 && !chunk.hasRemaining() ? chunk.position() : end;
    }
}
