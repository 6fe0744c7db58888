package dev.kubeuser.report.internal;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an earlier {@code report.json} says about its run and those before it. The rest of it, which may be long, is
 * skipped.
 *
 * @param id the name of its build
 * @param own its own run
 * @param history the runs before
 */
record FormerReport(String id, TrendPoint own, List<TrendPoint> history) {

    private static final Gson GSON = new Gson();

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is not a report of this version; the message says which
     */
    static FormerReport read(Path file) throws IOException {
        try {
            return of(parts(file));
        } catch (RuntimeException malformed) {
            throw new IOException("it is not what this version of kubeuser writes", malformed);
        }
    }

    private static Map<String, JsonElement> parts(Path file) throws IOException {
        Map<String, JsonElement> parts = new HashMap<>();
        try (JsonReader reader = new JsonReader(Files.newBufferedReader(file))) {
            reader.beginObject();
            while (reader.hasNext()) {
                String name = reader.nextName();
                switch (name) {
                    case "schemaVersion", "build", "figures", "history" ->
                        parts.put(name, JsonParser.parseReader(reader));
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
        }
        return parts;
    }

    private static FormerReport of(Map<String, JsonElement> parts) throws IOException {
        int version = Objects.requireNonNull(parts.get("schemaVersion")).getAsInt();
        if (version != JsonReport.VERSION) {
            throw new IOException(
                    "its schemaVersion is " + version + ", and this version of kubeuser reads " + JsonReport.VERSION);
        }
        JsonObject build = Objects.requireNonNull(parts.get("build")).getAsJsonObject();
        JsonObject own = new JsonObject();
        own.add("date", build.get("date"));
        own.add("commit", build.get("commit"));
        own.add("figures", parts.get("figures"));
        List<TrendPoint> history = new ArrayList<>();
        for (JsonElement point : Objects.requireNonNull(parts.get("history")).getAsJsonArray()) {
            history.add(point(point));
        }
        return new FormerReport(build.get("id").getAsString(), point(own), history);
    }

    /** Checks what comes from outside before anything relies on it. */
    private static TrendPoint point(JsonElement json) {
        TrendPoint point = GSON.fromJson(json, TrendPoint.class);
        Instant.parse(point.date());
        if (point.commit() != null && !GitFolder.isCommit(point.commit())) {
            throw new IllegalArgumentException("no commit: " + point.commit());
        }
        if (point.figures().containsValue(null)) {
            throw new IllegalArgumentException("a figure without a value");
        }
        return point;
    }

    /** Returns the runs that it knows, without the one of the build that asks. */
    List<TrendPoint> runsBefore(String build) {
        List<TrendPoint> runs = new ArrayList<>(history);
        if (!id.equals(build)) {
            runs.add(own);
        }
        return runs;
    }
}
