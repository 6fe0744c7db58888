// SPDX-License-Identifier: Apache-2.0
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

    /** The objects of a list. */
    public static Stream<JsonObject> objects(JsonObject json, String key) {
        return json.getAsJsonArray(key).asList().stream().map(JsonElement::getAsJsonObject);
    }

    public static String text(JsonObject json, String key) {
        return json.get(key).getAsString();
    }

    public static int number(JsonObject json, String key) {
        return json.get(key).getAsInt();
    }

    public static boolean flag(JsonObject json, String key) {
        return json.get(key).getAsBoolean();
    }

    /** The permissions of all rules. */
    public static Stream<JsonObject> permissions(JsonObject report) {
        return objects(report, "rules").flatMap(rule -> objects(rule, "permissions"));
    }

    /** As in {@code list pods by ReadersTest > pods_are_read}. */
    public static List<String> used(JsonObject report) {
        return permissions(report)
                .flatMap(permission -> objects(permission, "tests")
                        .map(test -> text(permission, "verb") + " " + text(permission, "resource") + " by "
                                + text(test, "name")))
                .toList();
    }

    /** The permissions that are covered, as in {@code list pods}. */
    public static List<String> covered(JsonObject report) {
        return permissions(report)
                .filter(permission -> flag(permission, "covered"))
                .map(permission -> text(permission, "verb") + " " + text(permission, "resource"))
                .toList();
    }

    /** What the killed mutants are. */
    public static List<String> killed(JsonObject report) {
        return objects(report, "mutations")
                .filter(mutation -> text(mutation, "status").equals("KILLED"))
                .map(mutation -> text(mutation, "description"))
                .toList();
    }

    public static List<JsonObject> denials(JsonObject report) {
        return objects(report, "denials").toList();
    }

    /** The only run in {@code report.sarif}. */
    public static JsonObject sarif(String sarif) {
        return objects(JsonParser.parseString(sarif).getAsJsonObject(), "runs")
                .findFirst()
                .orElseThrow();
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
        EngineRun.reporting(directory, testClass).assertSuccessful(1);
        return read(directory);
    }
}
