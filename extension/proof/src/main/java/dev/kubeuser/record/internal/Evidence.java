// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.rbac.Origin;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.internal.ReferencePolicy;
import dev.kubeuser.statement.internal.Statement;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * Writes a file atomically, readable by its owner only.
     *
     * @param file the file
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        PrivateFiles.replace(file, out -> {
            try (Writer writer = new OutputStreamWriter(new GZIPOutputStream(out), StandardCharsets.UTF_8)) {
                gson().toJson(this, writer);
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
            return Objects.requireNonNull(gson().fromJson(reader, Evidence.class), "nothing was recorded");
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

    /**
     * Creates the JSON of one file, because it remembers which objects the file already contains. Each record is an
     * object with its components as fields. What others wrote is checked.
     */
    private static Gson gson() {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .registerTypeAdapterFactory(new WrittenOnce(RbacPolicyBuilder.class))
                .registerTypeAdapterFactory(new WrittenOnce(RequestSet.class))
                .registerTypeAdapterFactory(new WrittenOnce(ReferencePolicy.class))
                .registerTypeAdapterFactory(new CompleteParts())
                .registerTypeAdapter(PolicyObject.class, (JsonSerializer<PolicyObject>)
                        (object, type, context) -> written(object, context))
                .registerTypeAdapter(PolicyObject.class, (JsonDeserializer<PolicyObject>)
                        (json, type, context) -> policyObject(json.getAsJsonObject(), context))
                .registerTypeAdapterFactory(new Kinds())
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

    /** Beyond year 9999, and before 1970, differences overflow. */
    private static Instant moment(String text) {
        Instant moment = Instant.parse(text);
        if (moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST_MOMENT)) {
            throw new JsonParseException(text + " is not a time of a run");
        }
        return moment;
    }

    /** As it was written, with the namespace in which it was applied. */
    private static JsonObject written(PolicyObject object, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        if (!object.namespace().isEmpty()) {
            json.addProperty("namespace", object.namespace());
        }
        json.add("source", context.serialize(object.source(), ManifestObject.class));
        return json;
    }

    private static PolicyObject policyObject(JsonObject parts, JsonDeserializationContext context) {
        ManifestObject source = context.deserialize(parts.get("source"), ManifestObject.class);
        String namespace = parts.has("namespace") ? parts.get("namespace").getAsString() : "";
        if (namespace.isEmpty() && !source.kind().startsWith("Cluster")) {
            throw new JsonParseException("a " + source.kind() + " has no namespace");
        }
        return PolicyObject.of(source, namespace)
                .orElseThrow(() -> new JsonParseException("a " + source.kind() + " is not of a policy"));
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

    /** Writes a statement behind its kind, and reads those of known kinds. */
    private static final class Kinds implements TypeAdapterFactory {

        @Override
        @SuppressWarnings("unchecked")
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!Statement.class.isAssignableFrom(type.getRawType())) {
                return null;
            }
            Map<String, TypeAdapter<Object>> adapters = Stream.of(Statement.class.getPermittedSubclasses())
                    .collect(Collectors.toMap(Class::getSimpleName, kind ->
                            (TypeAdapter<Object>) gson.getDelegateAdapter(this, TypeToken.get(kind))));
            return (TypeAdapter<T>) new TypeAdapter<Object>() {
                @Override
                public void write(JsonWriter out, Object statement) throws IOException {
                    String kind = statement.getClass().getSimpleName();
                    out.beginObject();
                    out.name(kind);
                    Objects.requireNonNull(adapters.get(kind)).write(out, statement);
                    out.endObject();
                }

                @Override
                public Object read(JsonReader in) throws IOException {
                    if (in.peek() != JsonToken.BEGIN_OBJECT) {
                        throw new JsonParseException("a statement says nothing");
                    }
                    in.beginObject();
                    String kind = in.nextName();
                    TypeAdapter<Object> adapter = adapters.get(kind);
                    if (adapter == null) {
                        throw new JsonParseException("a statement is of the unknown kind \"" + kind + "\"");
                    }
                    Object statement = adapter.read(in);
                    in.endObject();
                    if (statement == null) {
                        throw new JsonParseException("a statement says nothing");
                    }
                    return statement;
                }
            };
        }
    }

    /**
     * Refuses what no run records: a part that is missing or null and must not be, a negative or absurd number, a file
     * whose name is not a path. Gson takes all of that, and what reads it later would fail far from the file.
     */
    private static final class CompleteParts implements TypeAdapterFactory {

        /** The largest number of a line, or of an object in a file. */
        private static final int MAX_LINES = 10_000_000;

        /** The largest number of requests. */
        private static final long MAX_REQUESTS = 1_000_000_000_000L;

        @Override
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!type.getRawType().isRecord()) {
                return null;
            }
            RecordComponent[] parts = type.getRawType().getRecordComponents();
            for (RecordComponent part : parts) {
                part.getAccessor().setAccessible(true);
            }
            TypeAdapter<T> whole = gson.getDelegateAdapter(this, type);
            return new TypeAdapter<>() {
                @Override
                public void write(JsonWriter out, T value) throws IOException {
                    whole.write(out, value);
                }

                @Override
                public T read(JsonReader in) throws IOException {
                    T value = whole.read(in);
                    if (value != null) {
                        Stream.of(parts).forEach(part -> check(part, part(part, value)));
                    }
                    return value;
                }
            };
        }

        private static @Nullable Object part(RecordComponent part, Object value) {
            try {
                return part.getAccessor().invoke(value);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static void check(RecordComponent part, @Nullable Object value) {
            boolean isLacking = value == null
                    ? !part.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    : elements(value).anyMatch(Objects::isNull);
            if (isLacking) {
                throw new JsonParseException(described(part) + " is missing");
            }
            boolean isAbsurd = (value instanceof Integer number && (number < 0 || number > MAX_LINES))
                    || (value instanceof Long count && (count < 0 || count > MAX_REQUESTS));
            if (isAbsurd) {
                throw new JsonParseException(described(part) + " is " + value);
            }
            if (value instanceof Origin origin) {
                ModuleDirectory.current().locate(origin.file());
            }
        }

        private static Stream<?> elements(Object value) {
            if (value instanceof Map<?, ?> map) {
                return Stream.concat(map.keySet().stream(), map.values().stream());
            }
            return value instanceof Collection<?> several ? several.stream() : Stream.empty();
        }

        private static String described(RecordComponent part) {
            return part.getName() + " of a " + part.getDeclaringRecord().getSimpleName();
        }
    }

    /**
     * Writes each object of a type once, and later references to it, or to an equal one, as a number: the rest of a
     * cluster's policy is the same in all states. For one file and one thread.
     *
     * @param shared the type
     */
    private record WrittenOnce(Class<?> shared) implements TypeAdapterFactory {

        @Override
        public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (!type.getRawType().equals(shared)) {
                return null;
            }
            TypeAdapter<T> whole = gson.getDelegateAdapter(this, type);
            Map<T, Integer> numbers = new HashMap<>();
            List<T> known = new ArrayList<>();
            return new TypeAdapter<>() {
                @Override
                public void write(JsonWriter out, T value) throws IOException {
                    Integer number = numbers.get(value);
                    if (number != null) {
                        out.value(number);
                        return;
                    }
                    numbers.put(value, numbers.size());
                    whole.write(out, value);
                }

                @Override
                public T read(JsonReader in) throws IOException {
                    if (in.peek() == JsonToken.NUMBER) {
                        return known.get(in.nextInt());
                    }
                    T value = whole.read(in);
                    known.add(value);
                    return value;
                }
            };
        }
    }
}
