package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.stream.MalformedJsonException;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.internal.ReferencePolicy;
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
import java.time.Instant;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Stores evidence in a file, for another JVM with the same version of the library. The format is gzipped JSON; each
 * record is an object with its components as fields.
 */
public final class EvidenceFile {

    /** What a record may have unpacked. A run with 15,000 bindings and 10,000 assertions has less than 50 MB. */
    private static final long MOST_BYTES = 1024L * 1024 * 1024;

    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z");

    private EvidenceFile() {}

    /**
     * Writes a file atomically, readable by its owner only.
     *
     * @param evidence the evidence
     * @param file the file
     * @throws IOException if it cannot be written
     */
    public static void write(Evidence evidence, Path file) throws IOException {
        PrivateFiles.replace(file, out -> {
            try (Writer writer = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
                gson().toJson(evidence, writer);
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
            Evidence evidence = gson().fromJson(reader, Evidence.class);
            return Objects.requireNonNull(evidence, "nothing was recorded");
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

    /** Beyond year 9999, and before 1970, differences overflow. */
    private static Instant moment(String text) {
        Instant moment = Instant.parse(text);
        if (moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST_MOMENT)) {
            throw new JsonParseException(text + " is not a time of a run");
        }
        return moment;
    }

    /** Creates one for each file, because it remembers which objects the file already contains. */
    private static Gson gson() {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .registerTypeAdapterFactory(new WrittenOnce(RbacPolicyBuilder.class))
                .registerTypeAdapterFactory(new WrittenOnce(RequestSet.class))
                .registerTypeAdapterFactory(new WrittenOnce(ReferencePolicy.class))
                .registerTypeAdapterFactory(new CompleteParts())
                .registerTypeAdapter(PolicyObject.class, new PolicyObjectJson())
                .registerTypeAdapterFactory(new StatementJson())
                .registerTypeAdapter(Instant.class, (JsonSerializer<Instant>)
                        (instant, type, context) -> new JsonPrimitive(instant.toString()))
                .registerTypeAdapter(
                        Instant.class, (JsonDeserializer<Instant>) (json, type, context) -> moment(json.getAsString()))
                .registerTypeAdapter(RequestAttributes.class, (JsonSerializer<RequestAttributes>)
                        (request, type, context) -> context.serialize(request, request.getClass()))
                .registerTypeAdapter(RequestAttributes.class, (JsonDeserializer<RequestAttributes>)
                        (json, type, context) -> context.deserialize(
                                json,
                                json.getAsJsonObject().has("path")
                                        ? NonResourceAttributes.class
                                        : ResourceAttributes.class))
                .create();
    }

    /** Ends with an exception where a file is larger than any run's: a few bytes unpack to as much as somebody likes. */
    private static final class Unpacked extends FilterInputStream {

        private long left = MOST_BYTES;

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
                throw new IOException("unpacked, it is larger than " + MOST_BYTES / 1024 / 1024 + " MiB");
            }
        }
    }
}
