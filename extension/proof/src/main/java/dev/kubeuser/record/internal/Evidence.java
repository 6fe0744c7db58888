// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.stream.MalformedJsonException;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The record that one JVM of a build leaves for the report of all: in a file, for another JVM with the same version of
 * the library. The format is gzipped JSON.
 *
 * @param runRecord what it recorded
 * @param missing what it should have recorded and could not, a sentence each
 * @param partial why it ran less than all tests, or {@code null} if it ran all of them
 */
public record Evidence(
        RunRecord runRecord, List<String> missing, @Nullable String partial) {

    /** The largest size of an unpacked record. A run with 15,000 bindings and 10,000 assertions has less than 50 MB. */
    private static final long MAX_BYTES = 1024L * 1024 * 1024;

    /** Copies the list. */
    public Evidence {
        missing = List.copyOf(missing);
    }

    /**
     * Writes a file atomically, readable by its owner only.
     *
     * @param file the file
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        PrivateFiles.replace(file, out -> {
            try (Writer writer = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
                EvidenceJson.gson().toJson(this, writer);
            }
        });
    }

    /**
     * Reads a file, which another build may have written: its format, its numbers and its size are checked.
     *
     * @param file the file
     * @return the evidence in it
     * @throws IOException if it cannot be read, is not a regular file (a pipe may never end), is cut off or too large,
     *     or is not what this version writes; the message is a clause to append to the name of the file
     */
    public static Evidence read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a regular file");
        }
        try (InputStream packed = Files.newInputStream(file);
                Reader reader =
                        new InputStreamReader(new Unpacked(new GZIPInputStream(packed)), StandardCharsets.UTF_8)) {
            return Objects.requireNonNull(EvidenceJson.gson().fromJson(reader, Evidence.class), "nothing was recorded");
        } catch (EOFException end) {
            throw new IOException("it is empty or cut off", end);
        } catch (FileSystemException failure) {
            throw new IOException(TextFile.reason(failure), failure);
        } catch (RuntimeException malformed) {
            throw malformed(malformed);
        } catch (OutOfMemoryError tooLarge) {
            throw new IOException("what it holds does not fit into the memory of this JVM", tooLarge);
        }
    }

    /** Gson wraps what a stream throws. */
    private static IOException malformed(RuntimeException malformed) {
        if (malformed.getCause() instanceof EOFException end) {
            return new IOException("it is empty or cut off", end);
        }
        return malformed.getCause() instanceof IOException stated && !(stated instanceof MalformedJsonException)
                ? stated
                : new IOException(
                        "it is not what this version of kubeuser writes: " + malformed.getMessage(), malformed);
    }

    /** Throws an exception once a file is larger than any run's, because a few bytes can unpack to any size. */
    private static final class Unpacked extends FilterInputStream {

        private long left = MAX_BYTES;

        Unpacked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("unpacked, it is larger than " + MAX_BYTES / 1024 / 1024 + " MiB");
            }
        }
    }
}
