package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        Matcher data = DATA.matcher(Files.readString(directory.resolve("report.html")));
        assertThat(data.find()).isTrue();
        return JsonParser.parseString(data.group(1)).getAsJsonObject();
    }

    /** The names and other texts that the page draws. */
    public static List<String> pageTexts(Path directory) throws IOException {
        return page(directory).getAsJsonArray("texts").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    /** Of a class with one test, which passes. */
    public static JsonObject of(Class<?> testClass, Path directory) throws IOException {
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), testClass).assertSuccessful(1);
        return read(directory);
    }
}
