// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.testkit.Kubectl;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and numbers that parsers of YAML disagree about reach the server as kubectl would send them. */
@KubeCluster
class YamlTrapsTest {

    private static final String TRAPS = "../policy/src/test/resources/manifests/traps.yaml";

    @Test
    void kubectl_reads_the_same(Cluster cluster) throws IOException, InterruptedException {
        JsonObject ours = Manifests.load(TRAPS).objects().get(0).json();
        String printed = new Kubectl(cluster.adminKubeconfig())
                .run("create", "-f", TRAPS, "--dry-run=client", "--validate=false", "-o", "json");

        JsonObject data = ours.getAsJsonObject("data");
        JsonObject theirs = JsonParser.parseString(printed).getAsJsonObject().getAsJsonObject("data");
        assertThat(data.keySet()).containsExactlyInAnyOrderElementsOf(theirs.keySet());
        SoftAssertions.assertSoftly(all -> theirs.entrySet()
                .forEach(entry -> all.assertThat(canonical(data.get(entry.getKey())))
                        .as(entry.getKey())
                        .isEqualTo(canonical(entry.getValue()))));
    }

    @ParameterizedTest
    @CsvSource({
        "on, true",
        "y, true",
        "No, false",
        "yEs, \"yEs\"",
        "0777, 511",
        "0o17, 15",
        "08, 8",
        "1_000, 1000",
        "1e3, 1000",
        "1.0, 1",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854776000",
        "2001-12-14, \"2001-12-14\"",
        "12:30:45, \"12:30:45\"",
        "100m, \"100m\"",
        "~, null",
        "'\"on\"', \"on\"",
        "!!str 12, \"12\""
    })
    void scalars(String yaml, String json) {
        assertThat(data("value: " + yaml).get("value")).hasToString(json);
    }

    @Test
    void keys_become_text() {
        assertThat(data("{on: 1, 0777: 2, \"12\": 3}").keySet()).containsExactly("true", "511", "12");
    }

    @Test
    void what_json_cannot_say_is_an_error_with_its_line() {
        assertRefused(() -> data("value: .inf"))
                .hasMessage("traps:4: .inf has no counterpart in JSON; quote it if you mean text");
    }

    private static JsonObject data(String yaml) {
        String manifest = "apiVersion: v1\nkind: ConfigMap\ndata:\n" + yaml.indent(2) + "metadata: {name: a}\n";
        return Manifests.parse("traps", manifest).objects().get(0).json().getAsJsonObject("data");
    }

    /** Text that is equal where the values are: sorted keys, one way to write a number. */
    private static String canonical(JsonElement json) {
        if (json.isJsonObject()) {
            Map<String, String> sorted = new TreeMap<>();
            json.getAsJsonObject().entrySet().forEach(entry -> sorted.put(entry.getKey(), canonical(entry.getValue())));
            return sorted.toString();
        }
        if (json.isJsonArray()) {
            return StreamSupport.stream(json.getAsJsonArray().spliterator(), false)
                    .map(YamlTrapsTest::canonical)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return json instanceof JsonPrimitive value && value.isNumber() ? number(value) : json.toString();
    }

    private static String number(JsonPrimitive value) {
        return new BigDecimal(value.getAsString()).stripTrailingZeros().toPlainString();
    }
}
