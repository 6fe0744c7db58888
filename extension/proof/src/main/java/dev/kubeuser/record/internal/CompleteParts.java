package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.rbac.Origin;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what no run records: a part that is missing or null and must not be, a negative or absurd number, a file whose
 * name is not a path. Gson takes all of that, and what reads it later would fail far from the file.
 */
final class CompleteParts implements TypeAdapterFactory {

    /** Of a line, or of an object in a file. */
    private static final int MOST_LINES = 10_000_000;

    /** Of requests. */
    private static final long MOST_REQUESTS = 1_000_000_000_000L;

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (!type.getRawType().isRecord()) {
            return null;
        }
        RecordComponent[] parts = type.getRawType().getRecordComponents();
        for (RecordComponent part : parts) {
            part.getAccessor().setAccessible(true);
        }
        return new Adapter<>(gson.getDelegateAdapter(this, type), parts);
    }

    private static final class Adapter<T> extends TypeAdapter<T> {

        private final TypeAdapter<T> whole;
        private final RecordComponent[] parts;

        Adapter(TypeAdapter<T> whole, RecordComponent[] parts) {
            this.whole = whole;
            this.parts = parts;
        }

        @Override
        public void write(JsonWriter out, T value) throws IOException {
            whole.write(out, value);
        }

        @Override
        public T read(JsonReader in) throws IOException {
            T value = whole.read(in);
            if (value != null) {
                for (RecordComponent part : parts) {
                    check(part, part(part, value));
                }
            }
            return value;
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
            boolean isAbsurd = (value instanceof Integer number && (number < 0 || number > MOST_LINES))
                    || (value instanceof Long count && (count < 0 || count > MOST_REQUESTS));
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
}
