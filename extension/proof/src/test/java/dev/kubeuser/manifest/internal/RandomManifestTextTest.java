// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.analysis.internal.EditedText;
import dev.kubeuser.analysis.internal.EditedText.UnifiedDiff;
import dev.kubeuser.analysis.internal.ManifestText;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.Choice;
import dev.kubeuser.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random roles in random forms: what is left after removals reads as it should, and the diff leads to the same text.
 */
class RandomManifestTextTest {

    private static final Gson PRETTY = new GsonBuilder().setPrettyPrinting().create();
    private static final int FILES = 600;
    private static final List<String> VERBS = List.of("get", "list", "watch", "create", "'patch'", "\"*\"");

    private final Seed seed = Seed.ofRun();
    private final Choice choice = new Choice(new Random(seed.value()));

    @TempDir
    private Path directory;

    /** Roles alone, and among other objects, in documents and lists of all forms. */
    @Test
    void what_is_left_is_what_was_kept_and_what_is_beside_roles_is_nowhere() throws Exception {
        StringBuilder diffs = new StringBuilder();
        int cut = 0;
        Files.createDirectories(directory.resolve("some dir"));
        for (int number = 0; number < FILES; number++) {
            String text = number % 2 == 0 ? file() : mixed();
            List<ManifestObject> before = Manifests.parse("a.yaml", text).objects();
            ManifestText manifest = ManifestText.of(text).orElseThrow();
            Set<Integer> roles = new TreeSet<>();
            List<JsonObject> expected = new ArrayList<>();
            for (int object = 0; object < before.size(); object++) {
                JsonObject json = before.get(object).json();
                if (before.get(object).kind().equals("Role")) {
                    roles.add(object);
                    narrow(manifest, object, json);
                }
                expected.add(json);
            }
            EditedText edited = manifest.edited();
            String what = seed + ", file " + number + "\n" + text + "\n->\n" + edited.after();

            assertThat(Manifests.parse("a.yaml", edited.after()).objects())
                    .as(what)
                    .extracting(ManifestObject::json)
                    .isEqualTo(expected);
            assertThat(manifest.has(roles)).as(what).isTrue();
            Optional<String> diff = UnifiedDiff.of(path(number), edited, manifest.linesBeside(roles), false);
            assertThat(diff.isPresent() || roles.size() < before.size())
                    .as(what)
                    .isTrue();
            diff.ifPresent(told -> assertThat(told).as(what).doesNotContain("HIDDEN"));
            diff.ifPresent(diffs::append);
            cut += diff.isPresent() ? 1 : 0;
            Files.writeString(directory.resolve(path(number)), text);
            Files.writeString(directory.resolve(number + ".expected"), diff.isPresent() ? edited.after() : text);
        }
        assertThat(cut).as(seed.toString()).isGreaterThan(FILES * 3 / 4);
        Files.writeString(directory.resolve("all.diff"), diffs);
        apply("git", "apply", "all.diff");
        requireExpected();
        apply("git", "apply", "-R", "all.diff");
        apply("patch", "-p1", "--binary", "-i", "all.diff");
        requireExpected();
    }

    private static String path(int number) {
        return "some dir/" + number + ".yaml";
    }

    private String mixed() {
        int form = choice.random().nextInt(4);
        StringBuilder file = new StringBuilder();
        int objects = 2 + choice.random().nextInt(3);
        for (int object = 0; object < objects; object++) {
            boolean isRole = object == 0 || choice.oneIn(2);
            file.insert(
                    choice.oneIn(2) ? 0 : file.length(),
                    switch (form) {
                        case 0 -> isRole ? yaml(object) : other(object);
                        case 1 -> item(isRole ? yaml(object) : other(object));
                        default -> json(isRole ? yaml(object) : other(object), form == 3);
                    });
        }
        String text = file.toString();
        if (form == 1) {
            text = "apiVersion: v1\nkind: List\nitems:\n" + text;
        } else if (form == 2) {
            text = "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": ["
                    + text.strip().replace("}\n{", choice.one(List.of("},\n{", "}, {"))) + "]}\n";
        }
        return choice.oneIn(6) ? text.replace("\n", "\r\n") : text;
    }

    private static String json(String yaml, boolean isPretty) {
        JsonObject object = Manifests.parse("a.yaml", yaml).objects().get(0).json();
        return (isPretty ? PRETTY.toJson(object) : object.toString()) + "\n";
    }

    private static String item(String yaml) {
        String text =
                yaml.replaceFirst("^---.*\n", "").replaceFirst("^(#.*\n)+", "").stripTrailing();
        return "- " + text.replace("\n", "\n  ") + "\n";
    }

    private String other(int number) {
        String head = "apiVersion: v1\nkind: " + choice.one(List.of("Secret", "ConfigMap"))
                + "\nmetadata: {name: other-" + number + "}\n";
        return choice.one(List.of("---\n# HIDDEN\n", "---\n", "--- # HIDDEN\n"))
                + choice.one(List.of(
                        head + "data:\n  a: |\n    HIDDEN\n    ---\n    HIDDEN\n",
                        head + "data: {a: HIDDEN, b: 'HIDDEN'} # HIDDEN\n",
                        head + "data:\n  # HIDDEN\n  a: \"HIDDEN\n    HIDDEN\"\n  # HIDDEN\n",
                        "data: {a: HIDDEN}\n" + head))
                + choice.one(List.of("", "# HIDDEN\n", "\n"));
    }

    private void apply(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", seed, output).isZero();
    }

    private void requireExpected() throws IOException {
        for (int number = 0; number < FILES; number++) {
            assertThat(Files.readString(directory.resolve(path(number))))
                    .as("%s, file %d", seed, number)
                    .isEqualTo(Files.readString(directory.resolve(number + ".expected")));
        }
    }

    /** Removes something from the text, and from the JSON. */
    private void narrow(ManifestText text, int object, JsonObject json) {
        JsonArray rules = json.getAsJsonArray("rules");
        SortedMap<Integer, List<String>> keptRules = kept(rules, choice.oneIn(8));
        for (int rule : keptRules.keySet()) {
            for (String key : List.of("verbs", "resources")) {
                JsonArray values = rules.get(rule).getAsJsonObject().getAsJsonArray(key);
                SortedMap<Integer, List<String>> kept = kept(values, false);
                if (kept.size() < values.size() || kept.values().stream().anyMatch(list -> !list.isEmpty())) {
                    assertThat(text.keep(object, List.of("rules", rule, key), kept))
                            .isTrue();
                    rules.get(rule).getAsJsonObject().add(key, rest(values, kept));
                }
            }
        }
        if (keptRules.size() < rules.size()) {
            assertThat(text.keep(object, List.of("rules"), keptRules)).isTrue();
        }
        json.add("rules", rest(rules, keptRules));
    }

    private SortedMap<Integer, List<String>> kept(JsonArray items, boolean isNone) {
        SortedMap<Integer, List<String>> kept = new TreeMap<>();
        for (int index = 0; index < items.size() && !isNone; index++) {
            if (!choice.oneIn(2)) {
                kept.put(index, isWildcard(items.get(index)) ? List.of("one", "two") : List.of());
            }
        }
        if (kept.isEmpty() && !isNone) {
            kept.put(items.size() - 1, List.of());
        }
        return kept;
    }

    private static boolean isWildcard(JsonElement item) {
        return item.equals(new JsonPrimitive("*"));
    }

    private static JsonArray rest(JsonArray items, SortedMap<Integer, List<String>> kept) {
        JsonArray rest = new JsonArray();
        kept.forEach((index, values) -> {
            if (values.isEmpty()) {
                rest.add(items.get(index));
            }
            values.forEach(rest::add);
        });
        return rest;
    }

    private String file() {
        StringBuilder file = new StringBuilder();
        boolean isJson = choice.oneIn(5);
        int objects = 1 + choice.random().nextInt(3);
        for (int object = 0; object < objects; object++) {
            file.append(
                    isJson
                            ? json(yaml(object), choice.oneIn(2)).stripTrailing() + choice.one(List.of("", "\n"))
                            : yaml(object));
        }
        String text = file.toString();
        text = choice.oneIn(6) ? text.replace("\n", "\r\n") : text;
        return choice.oneIn(6) ? text.stripTrailing() : text;
    }

    private String yaml(int number) {
        String indent = choice.one(List.of("", "  "));
        StringBuilder yaml = new StringBuilder("---\napiVersion: rbac.authorization.k8s.io/v1\n"
                + choice.one(List.of("", "# \uD83D\uDD11 of a role\n"))
                + "kind: Role\nmetadata: {name: role-" + number + ", namespace: dev}\nrules:"
                + choice.one(List.of("", " # what it may", "\n" + indent + "# first")) + "\n");
        int rules = 1 + choice.random().nextInt(4);
        for (int rule = 0; rule < rules; rule++) {
            yaml.append(choice.one(List.of("", "", "\n", indent + "# of the next\n")));
            yaml.append(indent).append("- ").append(choice.oneIn(4) ? flowRule() : blockRule(indent + "  "));
        }
        return yaml + choice.one(List.of("", "\n", "# end\n"));
    }

    private String flowRule() {
        return "{apiGroups: [\"\"], resources: [" + String.join(", ", resources()) + "], verbs: ["
                + String.join(",", verbs()) + "]}" + comment() + "\n";
    }

    private String blockRule(String indent) {
        return "apiGroups: [\"\"]\n" + indent + "resources:" + list(indent, resources()) + indent + "verbs:"
                + list(indent, verbs());
    }

    private List<String> verbs() {
        return choice.some(5, VERBS);
    }

    private List<String> resources() {
        return choice.some(4, List.of("pods", "pods/log", "\"secrets\"", "'*'"));
    }

    private String comment() {
        return choice.one(List.of("", "", " # why"));
    }

    private String list(String indent, List<String> items) {
        int form = choice.random().nextInt(3);
        if (form == 0) {
            return " [" + String.join(choice.one(List.of(", ", ",", " , ", ",\n" + indent + "  ")), items)
                    + choice.one(List.of("", ",", " ")) + "]" + comment() + "\n";
        }
        StringBuilder lines = new StringBuilder(form == 1 ? " [\n" : comment() + "\n");
        String more = choice.one(List.of("", "  "));
        for (int index = 0; index < items.size(); index++) {
            lines.append(choice.one(List.of("", "", indent + more + "# above\n")));
            if (form == 1) {
                String comma = index < items.size() - 1 || choice.oneIn(2) ? "," : "";
                lines.append(indent).append("  ").append(items.get(index)).append(comma);
            } else {
                lines.append(indent).append(more).append("- ").append(items.get(index));
            }
            lines.append(comment()).append("\n");
        }
        return lines + (form == 1 ? indent + "]\n" : "");
    }
}
