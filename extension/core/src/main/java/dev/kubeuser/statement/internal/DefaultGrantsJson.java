package dev.kubeuser.statement.internal;

import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/** Writes the minor, and reads those that are known. */
final class DefaultGrantsJson extends TypeAdapter<DefaultGrants> {

    @Override
    public void write(JsonWriter out, DefaultGrants defaults) throws IOException {
        out.value(defaults.minor());
    }

    @Override
    public DefaultGrants read(JsonReader in) throws IOException {
        try {
            return DefaultGrants.of(in.nextString());
        } catch (IllegalArgumentException unknown) {
            throw new JsonParseException(unknown.getMessage(), unknown);
        }
    }
}
