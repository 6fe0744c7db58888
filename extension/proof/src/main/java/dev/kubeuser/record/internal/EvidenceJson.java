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
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON of evidence: each record is an object with its components as fields. What others wrote is checked. */
final class EvidenceJson {

    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z");

    private EvidenceJson() {}

    /** Creates one for each file, because it remembers which objects the file already contains. */
    static Gson gson() {
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
