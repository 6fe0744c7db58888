package dev.kubeuser.coverage.internal.recording;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
     * {@return the evidence in a file}
     *
     * @param file the file
     * @throws IOException if it cannot be read, is cut off, or was written by another version
     */
    public static Evidence read(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            Evidence evidence = gson().fromJson(reader, Evidence.class);
            return Objects.requireNonNull(evidence, "nothing was recorded");
        } catch (RuntimeException malformed) {
            throw new IOException("it is not what this version of kubeuser writes: " + malformed, malformed);
        }
    }

    /** Creates one for each file, because it remembers which objects the file already contains. */
    private static Gson gson() {
        return new GsonBuilder()
                .enableComplexMapKeySerialization()
                .disableHtmlEscaping()
                .registerTypeAdapterFactory(new WrittenOnce(RbacPolicyBuilder.class))
                .registerTypeAdapter(PolicyObject.class, new PolicyObjectJson())
                .registerTypeAdapter(Instant.class, (JsonSerializer<Instant>)
                        (instant, type, context) -> new JsonPrimitive(instant.toString()))
                .registerTypeAdapter(Instant.class, (JsonDeserializer<Instant>)
                        (json, type, context) -> Instant.parse(json.getAsString()))
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
}
