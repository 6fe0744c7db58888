package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is in {@code report.json}, and in the data of {@code report.html}. */
public final class ReportJson {

    private static final Pattern DATA =
            Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>", Pattern.DOTALL);

    private ReportJson() {}

    public static JsonObject read(Path directory) throws IOException {
        return JsonParser.parseString(Files.readString(directory.resolve("report.json")))
                .getAsJsonObject();
    }

    /** The data of the page. */
    public static JsonObject page(Path directory) throws IOException {
        JsonArray data = data(directory);
        return unpacked(data.get(1), data.get(0).getAsJsonArray()).getAsJsonObject();
    }

    private static JsonArray data(Path directory) throws IOException {
        Matcher data = DATA.matcher(Files.readString(directory.resolve("report.html")));
        assertThat(data.find()).isTrue();
        return JsonParser.parseString(data.group(1)).getAsJsonArray();
    }

    private static JsonElement unpacked(JsonElement part, JsonArray shared) {
        if (part.isJsonPrimitive() && part.getAsJsonPrimitive().isNumber()) {
            JsonElement found = shared.get(part.getAsInt());
            return found.isJsonPrimitive() ? found : unpacked(found, shared);
        }
        if (part.isJsonPrimitive()) {
            return part;
        }
        List<JsonElement> parts = new ArrayList<>(part.getAsJsonArray().asList());
        JsonElement first = parts.remove(0);
        if (first.equals(new JsonPrimitive(-1))) {
            JsonArray list = new JsonArray();
            parts.forEach(each -> list.add(unpacked(each, shared)));
            return list;
        }
        JsonArray names = unpacked(first, shared).getAsJsonArray();
        JsonObject object = new JsonObject();
        IntStream.range(0, parts.size())
                .forEach(index -> object.add(names.get(index).getAsString(), unpacked(parts.get(index), shared)));
        return object;
    }

    /** The names and other texts that the page draws. */
    public static List<String> pageTexts(Path directory) throws IOException {
        return texts(data(directory)).toList();
    }

    private static Stream<String> texts(JsonElement part) {
        if (part.isJsonArray()) {
            return part.getAsJsonArray().asList().stream().flatMap(ReportJson::texts);
        }
        return part.getAsJsonPrimitive().isString() ? Stream.of(part.getAsString()) : Stream.empty();
    }

    /** Of a class with one test, which passes. */
    public static JsonObject of(Class<?> testClass, Path directory) throws IOException {
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), testClass).assertSuccessful(1);
        return read(directory);
    }
}
