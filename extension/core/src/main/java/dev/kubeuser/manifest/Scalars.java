package dev.kubeuser.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.manifest.internal.PlainScalar;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Tag;

/** The values of the scalars of a file. A policy repeats few of them many times, so equal ones are one value. */
final class Scalars {

    private static final String MERGE = "<<";

    private final Map<String, JsonElement> plain = new HashMap<>();
    private final Map<String, JsonPrimitive> texts = new HashMap<>();

    /**
     * Returns the value of a scalar.
     *
     * @throws IllegalArgumentException if JSON cannot express it, or it does not match its tag
     */
    JsonElement value(ScalarEvent scalar) {
        String text = scalar.getValue();
        if (isPlain(scalar)) {
            return plain.computeIfAbsent(text, PlainScalar::resolve);
        }
        Tag tag = tag(scalar);
        return tag == null ? texts.computeIfAbsent(text, JsonPrimitive::new) : tagged(tag, text);
    }

    /** Without quotes or tag. */
    private static boolean isPlain(ScalarEvent scalar) {
        return tag(scalar) == null && scalar.getImplicit().canOmitTagInPlainScalar();
    }

    private static @Nullable Tag tag(ScalarEvent scalar) {
        String tag = scalar.getTag();
        return tag == null || tag.equals("!") ? null : new Tag(tag);
    }

    /** Whether a key merges mappings. */
    static boolean isMerge(ScalarEvent key) {
        return key.getValue().equals(MERGE) && (isPlain(key) || Tag.MERGE.equals(tag(key)));
    }

    private static JsonElement tagged(Tag tag, String text) {
        if (tag.equals(Tag.BINARY)) {
            byte[] bytes = Base64.getMimeDecoder().decode(text);
            return new JsonPrimitive(new String(bytes, StandardCharsets.UTF_8));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT) || tag.equals(Tag.BOOL) || tag.equals(Tag.NULL)) {
            return resolved(tag, text);
        }
        return new JsonPrimitive(text);
    }

    private static JsonElement resolved(Tag tag, String text) {
        JsonElement value = PlainScalar.resolve(text);
        boolean fits = tag.equals(Tag.NULL)
                ? value.isJsonNull()
                : value instanceof JsonPrimitive given && (tag.equals(Tag.BOOL) ? given.isBoolean() : given.isNumber());
        if (!fits) {
            throw new IllegalArgumentException("\"" + text + "\" does not match its tag, " + tag.getValue());
        }
        return value;
    }

    /** An equal value that is another object. */
    static JsonPrimitive copy(JsonPrimitive value) {
        if (value.isBoolean()) {
            return new JsonPrimitive(value.getAsBoolean());
        }
        return value.isNumber() ? new JsonPrimitive(value.getAsNumber()) : new JsonPrimitive(value.getAsString());
    }
}
