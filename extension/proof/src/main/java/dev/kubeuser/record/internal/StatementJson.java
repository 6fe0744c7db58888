package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.kubeuser.statement.internal.Statement;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes a statement behind its kind, and reads those of known kinds. */
final class StatementJson implements TypeAdapterFactory {

    private static final Map<String, Class<?>> KINDS = Stream.of(Statement.class.getPermittedSubclasses())
            .collect(Collectors.toMap(Class::getSimpleName, kind -> kind));

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        if (!Statement.class.isAssignableFrom(type.getRawType())) {
            return null;
        }
        Map<String, TypeAdapter<Object>> adapters = KINDS.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, kind ->
                        (TypeAdapter<Object>) gson.getDelegateAdapter(this, TypeToken.get(kind.getValue()))));
        return (TypeAdapter<T>) new Adapter(adapters);
    }

    private static final class Adapter extends TypeAdapter<Object> {

        private final Map<String, TypeAdapter<Object>> adapters;

        Adapter(Map<String, TypeAdapter<Object>> adapters) {
            this.adapters = adapters;
        }

        private TypeAdapter<Object> of(String kind) {
            TypeAdapter<Object> adapter = adapters.get(kind);
            if (adapter == null) {
                throw new JsonParseException("a statement is of the unknown kind \"" + kind + "\"");
            }
            return adapter;
        }

        @Override
        public void write(JsonWriter out, Object statement) throws IOException {
            String kind = statement.getClass().getSimpleName();
            out.beginObject();
            out.name(kind);
            of(kind).write(out, statement);
            out.endObject();
        }

        @Override
        public Object read(JsonReader in) throws IOException {
            if (in.peek() != JsonToken.BEGIN_OBJECT) {
                throw new JsonParseException("a statement says nothing");
            }
            in.beginObject();
            Object statement = of(in.nextName()).read(in);
            in.endObject();
            if (statement == null) {
                throw new JsonParseException("a statement says nothing");
            }
            return statement;
        }
    }
}
