// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * The report on classes that were run by themselves.
 *
 * @param json what is in {@code report.json}
 */
public record ReportRun(JsonObject json) {

    /**
     * {@return the report that the tests of a class leave}
     *
     * @param testClass which; all its tests pass
     * @param directory an empty one for the report
     * @throws IOException if there is no report
     */
    public static ReportRun of(Class<?> testClass, Path directory) throws IOException {
        return of(directory, testClass.getName());
    }

    /**
     * {@return the report that the tests of several classes leave, one class after the other}
     *
     * @param directory an empty one for the report
     * @param testClasses their names; all their tests pass
     * @throws IOException if there is no report
     */
    public static ReportRun of(Path directory, String... testClasses) throws IOException {
        EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .configurationParameter("kubeuser.cluster", "embedded")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .configurationParameter("kubeuser.report", directory.toString())
                .selectors(Stream.of(testClasses).map(name -> selectClass(name)).toArray(ClassSelector[]::new))
                .execute()
                .allEvents()
                .assertStatistics(events -> events.failed(0));
        return new ReportRun(JsonParser.parseString(Files.readString(directory.resolve("report.json")))
                .getAsJsonObject());
    }

    /**
     * {@return a number with what it is of, for example {@code 3 of 4}}
     *
     * @param name of it in the report
     */
    public String share(String name) {
        JsonObject share = json.getAsJsonObject(name);
        return share.get("count").getAsLong() + " of " + share.get("total").getAsLong();
    }

    /** {@return the suggested assertions} */
    public Set<String> suggestions() {
        Set<String> suggestions = new TreeSet<>();
        for (JsonElement mutation : json.getAsJsonArray("mutations")) {
            JsonElement suggestion = mutation.getAsJsonObject().get("suggestion");
            if (suggestion != null) {
                suggestions.add(suggestion.getAsJsonObject().get("source").getAsString());
            }
        }
        return suggestions;
    }
}
