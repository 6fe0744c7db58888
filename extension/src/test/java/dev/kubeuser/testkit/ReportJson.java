package dev.kubeuser.testkit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What is in {@code report.json}. */
public final class ReportJson {

    private ReportJson() {}

    public static JsonObject read(Path directory) throws IOException {
        return JsonParser.parseString(Files.readString(directory.resolve("report.json")))
                .getAsJsonObject();
    }

    /** Of a class with one test, which passes. */
    public static JsonObject of(Class<?> testClass, Path directory) throws IOException {
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), testClass).assertSuccessful(1);
        return read(directory);
    }
}
