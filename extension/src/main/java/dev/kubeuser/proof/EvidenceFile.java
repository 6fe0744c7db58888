package dev.kubeuser.proof;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.kubeuser.cluster.PrivateFiles;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.ManifestObjectJson;
import dev.kubeuser.policy.NonResourceAttributes;
import dev.kubeuser.policy.RbacPolicyBuilder;
import dev.kubeuser.policy.RequestAttributes;
import dev.kubeuser.policy.ResourceAttributes;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Evidence in a file, for another JVM that uses the same version of the library: gzipped JSON, each record an object with
 * its components as fields.
 */
public final class EvidenceFile {

    private EvidenceFile() {}

    /**
     * Writes a file at once, readable for its owner only.
     *
     * @param evidence what is in it
     * @param file which
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
     * {@return what is in a file}
     *
     * @param file which
     * @throws IOException if it cannot be read
     */
    public static Evidence read(Path file) throws IOException {
        try (Reader reader =
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8)) {
            return gson().fromJson(reader, Evidence.class);
        }
    }

    /** One for each file, for it remembers what is in it already. */
    private static Gson gson() {
        return new GsonBuilder()
                .enableComplexMapKeySerialization()
                .disableHtmlEscaping()
                .registerTypeAdapterFactory(new WrittenOnce(RbacPolicyBuilder.class))
                .registerTypeAdapter(ManifestObject.class, new ManifestObjectJson())
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
