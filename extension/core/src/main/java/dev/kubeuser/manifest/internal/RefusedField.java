package dev.kubeuser.manifest.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Status;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The field for which the API server refused an object, if it says so. Validation lists the fields; server-side apply
 * has the path in its message, as in {@code .rules[1].resource: field not declared in schema}.
 */
public final class RefusedField {

    private static final Pattern IN_MESSAGE = Pattern.compile("\\s(\\.[A-Za-z]\\S*): ");

    private RefusedField() {}

    /**
     * {@return the first refused field; empty if the server names none}
     *
     * @param refusal the body of the answer
     */
    public static String path(String refusal) {
        return ofValidation(refusal).orElseGet(() -> ofSchema(Status.messageIn(refusal)));
    }

    private static Optional<String> ofValidation(String refusal) {
        try {
            JsonObject details =
                    JsonParser.parseString(refusal).getAsJsonObject().getAsJsonObject("details");
            JsonArray causes = details.getAsJsonArray("causes");
            JsonElement field = causes.get(0).getAsJsonObject().get("field");
            return Optional.of(field.getAsString());
        } catch (RuntimeException noCause) {
            return Optional.empty();
        }
    }

    private static String ofSchema(String message) {
        Matcher path = IN_MESSAGE.matcher(message);
        return path.find() ? path.group(1) : "";
    }
}
