package dev.kubeuser.report.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.rbac.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of a policy as {@code kubeuser compare --access --format json} prints it. Whoever wrote it may want to harm who
 * reads it, so its form and size are checked, and nothing in it is more than text.
 */
final class ChangeFile {

    /** A page with more is not read by anybody. */
    private static final int MOST_CHANGES = 20_000;

    private static final int MOST_DETAILS = 1_000;

    private ChangeFile() {}

    static String text(ChangeReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("before", report.before());
        json.addProperty("after", report.after());
        JsonArray changes = new JsonArray();
        report.changes().forEach(change -> changes.add(json(change)));
        json.add("changes", changes);
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(json);
    }

    private static JsonObject json(ReportedChange change) {
        JsonObject json = new JsonObject();
        json.addProperty("change", change.isGain() ? "gain" : "loss");
        json.addProperty("rank", change.rank().id());
        json.addProperty("line", change.line());
        json.addProperty("request", change.request());
        Origin origin = change.origin();
        if (origin != null) {
            JsonObject place = new JsonObject();
            place.addProperty("file", origin.file());
            place.addProperty("line", origin.line());
            place.addProperty("object", origin.object());
            if (origin.rendering() != null) {
                place.addProperty("rendering", origin.rendering());
            }
            json.add("origin", place);
        }
        JsonArray details = new JsonArray();
        change.details().forEach(details::add);
        json.add("details", details);
        if (change.agreed() != null) {
            json.addProperty("agreed", change.agreed());
        }
        if (change.ended() != null) {
            json.addProperty("ended", change.ended());
        }
        return json;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or is something else; the message says what
     */
    static ChangeReport read(Path file) {
        try {
            return read(TextFile.read(file));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    static ChangeReport read(String text) {
        try {
            JsonObject json = parse(text);
            List<ReportedChange> changes = new ArrayList<>();
            for (JsonElement change : list(json, "changes", MOST_CHANGES)) {
                changes.add(change(change));
            }
            return new ChangeReport(text(json, "before"), text(json, "after"), changes);
        } catch (JsonParseException malformed) {
            throw new IllegalArgumentException(
                    "it is not what \"kubeuser compare --access --format json\" prints: "
                            + Printable.text(String.valueOf(malformed.getMessage())),
                    malformed);
        }
    }

    private static JsonObject parse(String text) {
        Gson gson = new GsonBuilder().setStrictness(Strictness.STRICT).create();
        if (gson.fromJson(text, JsonElement.class) instanceof JsonObject json) {
            return json;
        }
        throw new JsonParseException("it is not an object");
    }

    private static ReportedChange change(JsonElement element) {
        if (!(element instanceof JsonObject json)) {
            throw new JsonParseException("a change is not an object");
        }
        String change = text(json, "change");
        if (!change.equals("gain") && !change.equals("loss")) {
            throw new JsonParseException("a change is \"" + change + "\", neither a gain nor a loss");
        }
        List<String> details = new ArrayList<>();
        for (JsonElement detail : list(json, "details", MOST_DETAILS)) {
            details.add(text(detail, "details"));
        }
        return new ReportedChange(
                change.equals("gain"),
                rank(text(json, "rank")),
                text(json, "line"),
                details,
                text(json, "request"),
                json.has("origin") ? origin(json.get("origin")) : null,
                optional(json, "agreed"),
                optional(json, "ended"));
    }

    private static ReportedChange.Rank rank(String id) {
        return Stream.of(ReportedChange.Rank.values())
                .filter(rank -> rank.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new JsonParseException("\"" + id + "\" is not a rank"));
    }

    private static Origin origin(JsonElement element) {
        if (!(element instanceof JsonObject json)) {
            throw new JsonParseException("an origin is not an object");
        }
        return new Origin(
                text(json, "file"), number(json, "line"), number(json, "object"), optional(json, "rendering"));
    }

    private static int number(JsonObject json, String name) {
        if (json.get(name) instanceof JsonPrimitive value && value.isNumber()) {
            try {
                int number = Integer.parseInt(value.getAsString());
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException other) {
                throw new JsonParseException(name + " is not a whole number", other);
            }
        }
        throw new JsonParseException(name + " is not a whole number");
    }

    private static JsonArray list(JsonObject json, String name, int most) {
        if (!(json.get(name) instanceof JsonArray list)) {
            throw new JsonParseException("there is no list of " + name);
        }
        if (list.size() > most) {
            throw new JsonParseException("there are more than " + most + " " + name);
        }
        return list;
    }

    private static @Nullable String optional(JsonObject json, String name) {
        return json.has(name) ? text(json, name) : null;
    }

    private static String text(JsonObject json, String name) {
        return text(json.get(name), name);
    }

    private static String text(@Nullable JsonElement element, String name) {
        if (element instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        throw new JsonParseException(name + " is not text");
    }
}
