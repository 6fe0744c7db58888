// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.base.internal;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The {@code Status} object that the API server returns for a failed request.
 *
 * @param reason one word for programs, for example {@code Forbidden}
 * @param message for people
 * @param details the object concerned, as JSON; empty if the server gives none
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/">Status</a>
 */
public record Status(String reason, String message, String details) {

    private static final Pattern YAML = Pattern.compile("(?m)^kind: Status$");
    private static final Pattern FIELD = Pattern.compile("\\s(\\.[A-Za-z]\\S*): ");

    /** Empty for a body that is not a Status. */
    public static Optional<Status> parse(@Nullable String body) {
        try {
            JsonObject json = json(String.valueOf(body)).getAsJsonObject();
            if (!text(json, "kind").equals("Status")) {
                return Optional.empty();
            }
            String details =
                    json.get("details") instanceof JsonObject object && object.size() > 0 ? object.toString() : "";
            return Optional.of(new Status(text(json, "reason"), text(json, "message"), details));
        } catch (JsonParseException | YAMLException | IllegalStateException | UnsupportedOperationException notStatus) {
            return Optional.empty();
        }
    }

    /** A client that asks for YAML gets a Status in YAML. */
    private static JsonElement json(String body) {
        if (!YAML.matcher(body).find()) {
            return JsonParser.parseString(body);
        }
        return new Gson().toJsonTree(new Yaml(new SafeConstructor(new LoaderOptions())).<Object>load(body));
    }

    /** The message of a Status. For any other body, such as a proxy's, the body itself. */
    public static String messageIn(@Nullable String body) {
        return Printable.lines(parse(body)
                .map(Status::message)
                .filter(message -> !message.isEmpty())
                .orElseGet(() -> String.valueOf(body).strip()));
    }

    /** The JSON that the server would have written. */
    public String json() {
        JsonObject json = new JsonObject();
        json.addProperty("kind", "Status");
        json.addProperty("reason", reason);
        json.addProperty("message", message);
        return json.toString();
    }

    /** The causes in the details, in their order. */
    public List<Cause> causes() {
        JsonElement json = details.isEmpty() ? null : JsonParser.parseString(details);
        return Json.list(json, "causes").stream()
                .map(cause ->
                        new Cause(Json.text(cause, "reason"), Json.text(cause, "message"), Json.text(cause, "field")))
                .toList();
    }

    /**
     * {@return the field for which the API server refused an object; empty if the body names none}
     *
     * <p>Validation lists the fields; server-side apply has the path in its message, as in {@code .rules[1].resource:
     * field not declared in schema}.
     */
    public static String refusedField(String body) {
        return parse(body)
                .flatMap(status -> status.causes().stream().findFirst())
                .map(Cause::field)
                .filter(field -> !field.isEmpty())
                .or(() -> FIELD.matcher(messageIn(body))
                        .results()
                        .map(path -> path.group(1))
                        .findFirst())
                .orElse("");
    }

    private static String text(JsonObject json, String key) {
        return json.has(key) ? json.get(key).getAsString() : "";
    }

    /**
     * One of several causes.
     *
     * @param reason one word for programs; only an admission policy gives none
     * @param message for people
     * @param field the field it is about; empty if it is about none
     */
    public record Cause(String reason, String message, String field) {}
}
