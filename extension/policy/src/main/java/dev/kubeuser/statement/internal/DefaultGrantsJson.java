package dev.kubeuser.statement.internal;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes the minor, and reads those that are known, each once. Thread-safe. */
final class DefaultGrantsJson extends TypeAdapter<DefaultGrants> {

    private final Map<String, DefaultGrants> known = new ConcurrentHashMap<>();

    @Override
    public void write(JsonWriter out, DefaultGrants defaults) throws IOException {
        out.value(defaults.minor());
    }

    @Override
    public DefaultGrants read(JsonReader in) throws IOException {
        try {
            return known.computeIfAbsent(in.nextString(), DefaultGrants::of);
        } catch (IllegalArgumentException unknown) {
            throw new JsonParseException(unknown.getMessage(), unknown);
        }
    }
}
