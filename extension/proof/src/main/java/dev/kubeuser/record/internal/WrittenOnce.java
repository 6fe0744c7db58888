package dev.kubeuser.record.internal;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes each object of a type once, and later references to it, or to an equal one, as a number: the rest of a cluster's
 * policy is the same in all states. For one file and one thread.
 *
 * @param shared the type
 */
record WrittenOnce(Class<?> shared) implements TypeAdapterFactory {

    @Override
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        return type.getRawType().equals(shared) ? new Adapter<>(gson.getDelegateAdapter(this, type)) : null;
    }

    private static final class Adapter<T> extends TypeAdapter<T> {

        private final TypeAdapter<T> whole;
        private final Map<T, Integer> numbers = new HashMap<>();
        private final List<T> known = new ArrayList<>();

        Adapter(TypeAdapter<T> whole) {
            this.whole = whole;
        }

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
    }
}
