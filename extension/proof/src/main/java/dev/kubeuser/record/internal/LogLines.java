// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Reads the lines of a log of any size in chunks, each up to a length that fits every event. Not thread-safe. */
final class LogLines {

    /** Longer than any line without bodies. */
    private static final int CHUNK_BYTES = 1 << 20;

    /** The API server takes bodies of at most 3 MiB, and a line has that of the request and that of the answer. */
    static final int MAX_BYTES = 16 << 20;

    /** Gets each line in turn. */
    interface Taker {
        void line(String line);

        /** A line that is too long, so that its content is lost. */
        void longLine();
    }

    /** Whether the beginning of the next line was passed over, because the line is too long. */
    private boolean isWithinLine;

    /**
     * Hands over the whole lines of what a channel has now.
     *
     * @param isEnded whether nothing will be added, so that a last line needs no end
     * @return the number of bytes that need not be read again
     */
    long read(ReadableByteChannel log, boolean isEnded, Taker taker) throws IOException {
        long done = 0;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        while (true) {
            fill(chunk, log);
            int end = endOfLines(chunk);
            if (end > 0) {
                done += end;
                whole(chunk.slice(0, end), taker);
                chunk.flip().position(end);
                chunk.compact();
            } else if (chunk.hasRemaining()) {
                if (isEnded && chunk.position() > 0) {
                    whole(chunk.flip(), taker);
                }
                return done;
            } else if (chunk.capacity() < MAX_BYTES) {
                chunk = ByteBuffer.allocate(2 * chunk.capacity()).put(chunk.flip());
            } else {
                done += chunk.position();
                passOver(taker);
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

    private void whole(ByteBuffer bytes, Taker taker) {
        Stream<String> lines = StandardCharsets.UTF_8.decode(bytes).toString().lines();
        if (isWithinLine) {
            isWithinLine = false;
            lines = lines.skip(1);
        }
        lines.forEach(taker::line);
    }

    private void passOver(Taker taker) {
        if (!isWithinLine) {
            isWithinLine = true;
            taker.longLine();
        }
    }
}
