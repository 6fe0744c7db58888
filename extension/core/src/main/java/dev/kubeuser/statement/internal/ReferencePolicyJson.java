package dev.kubeuser.statement.internal;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import java.lang.reflect.Type;

/** Writes a reference for another JVM, and reads it if it holds together. */
final class ReferencePolicyJson implements JsonSerializer<ReferencePolicy>, JsonDeserializer<ReferencePolicy> {

    @Override
    public JsonElement serialize(ReferencePolicy policy, Type type, JsonSerializationContext context) {
        return context.serialize(policy.parts(), ReferencePolicy.Parts.class);
    }

    @Override
    public ReferencePolicy deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        ReferencePolicy.Parts parts = context.deserialize(json, ReferencePolicy.Parts.class);
        if (parts == null) {
            throw new JsonParseException("a statement has no policy to compare with");
        }
        return new ReferencePolicy(parts);
    }
}
