// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Items are removed from lists of a file, and all else stays as it is written. */
class ManifestTextTest {

    private static SortedMap<Integer, List<String>> only(Integer... indexes) {
        SortedMap<Integer, List<String>> kept = new TreeMap<>();
        Arrays.stream(indexes).forEach(index -> kept.put(index, List.of()));
        return kept;
    }

    private static String narrowed(String text, int object, List<?> path, SortedMap<Integer, List<String>> kept) {
        ManifestText manifest = ManifestText.of(text).orElseThrow();
        assertThat(manifest.keep(object, path, kept)).isTrue();
        return manifest.edited().after();
    }

    private static final List<?> VERBS = List.of("rules", 0, "verbs");

    @Test
    void a_list_in_brackets_loses_items() {
        String text = "kind: Role # mine\nrules:\n- verbs: [get, list, 'watch']  # read\n  resources: [pods]\n";

        assertThat(narrowed(text, 0, VERBS, only(0, 2))).isEqualTo(text.replace("get, list, ", "get, "));
        assertThat(narrowed(text, 0, VERBS, only(1))).isEqualTo(text.replace("get, list, 'watch'", "list"));
        assertThat(narrowed(text, 0, VERBS, only(0))).isEqualTo(text.replace("get, list, 'watch'", "get"));
        assertThat(narrowed(text, 0, List.of("rules"), only())).isEqualTo("kind: Role # mine\nrules: []\n");
    }

    @Test
    void a_list_in_brackets_may_have_several_lines() {
        String text = """
                rules:
                - verbs: [
                    get, # one
                    list, # all
                    # to follow
                    watch # what changes
                  ]
                """;

        assertThat(narrowed(text, 0, VERBS, only(0, 1))).isEqualTo("""
                rules:
                - verbs: [
                    get, # one
                    list # all
                    # to follow
                  ]
                """);
        assertThat(narrowed(text, 0, VERBS, only(2))).isEqualTo("""
                rules:
                - verbs: [
                    # to follow
                    watch # what changes
                  ]
                """);
    }

    @Test
    void a_list_of_lines_loses_lines_with_their_comments() {
        String text = """
                rules:
                # Reads.
                - verbs:
                    - get # one
                    # All.
                    - "list"
                    - watch
                  resources: [pods]

                # Writes.
                - verbs: [create]
                # The end.
                """;

        assertThat(narrowed(text, 0, VERBS, only(0, 2))).isEqualTo(text.replace("    # All.\n    - \"list\"\n", ""));
        assertThat(narrowed(text, 0, List.of("rules"), only(0))).isEqualTo("""
                rules:
                # Reads.
                - verbs:
                    - get # one
                    # All.
                    - "list"
                    - watch
                  resources: [pods]

                # The end.
                """);
        assertThat(narrowed(text, 0, List.of("rules"), only(1))).isEqualTo("""
                rules:

                # Writes.
                - verbs: [create]
                # The end.
                """);
        assertThat(narrowed(text, 0, List.of("rules"), only())).isEqualTo("""
                rules: []

                # The end.
                """);
    }

    @Test
    void json_stays_json() {
        String text = """
                {
                  "kind": "Role",
                  "rules": [
                    {
                      "verbs": ["get", "list"],
                      "resources": [
                        "pods\\/log",
                        "pods"
                      ]
                    },
                    {"verbs": ["create"]}
                  ]
                }
                {"rules": [{"verbs": ["get", "list"]}, {"verbs": ["watch"]}]}
                """;

        assertThat(narrowed(text, 0, List.of("rules", 0, "resources"), only(0)))
                .isEqualTo(text.replace("\"pods\\/log\",\n        \"pods\"\n", "\"pods\\/log\"\n"));
        assertThat(narrowed(text, 0, List.of("rules"), only(0)))
                .isEqualTo(text.replace("    },\n    {\"verbs\": [\"create\"]}\n", "    }\n"));
        assertThat(narrowed(text, 1, VERBS, only(1)))
                .isEqualTo(text.replace("{\"rules\": [{\"verbs\": [\"get\", ", "{\"rules\": [{\"verbs\": ["));
        assertThat(narrowed(text, 1, List.of("rules"), only(0)))
                .isEqualTo(text.replace(", {\"verbs\": [\"watch\"]}", ""));
        assertThat(narrowed(text, 1, List.of("rules"), only())).endsWith("}\n{\"rules\": []}\n");
    }

    @Test
    void objects_count_across_documents_and_lists() {
        String text = """
                # Nothing.
                ---
                kind: Role
                rules:
                - verbs: [get, list]
                ---
                kind: List
                items:
                - kind: Role
                  rules:
                  - verbs: [get, watch]
                - kind: Role
                  rules:
                  - verbs: [get, patch]
                """;

        assertThat(narrowed(text, 2, VERBS, only(0))).isEqualTo(text.replace("[get, patch]", "[get]"));
    }

    @Test
    void a_wildcard_is_replaced_in_its_quotes() {
        SortedMap<Integer, List<String>> replaced = new TreeMap<>();
        replaced.put(0, List.of("get", "list"));

        assertThat(narrowed("rules:\n- verbs: ['*'] # all\n", 0, VERBS, replaced))
                .isEqualTo("rules:\n- verbs: ['get', 'list'] # all\n");
        assertThat(narrowed("rules:\r\n- verbs:\r\n  - \"*\"\r\n", 0, VERBS, replaced))
                .isEqualTo("rules:\r\n- verbs:\r\n  - \"get\"\r\n  - \"list\"\r\n");
    }

    @Test
    void placeholders_and_all_characters_stay() {
        String text = "# \uD83D\uDD11 key\nmetadata: {namespace: ${kubeuser.namespace}}\n"
                + "rules:\n- {resourceNames: [${kubeuser.namespace.dev}-a, b], verbs: [get, list]}";

        assertThat(narrowed(text, 0, List.of("rules", 0, "resourceNames"), only(0)))
                .isEqualTo(text.replace("-a, b]", "-a]"));
    }

    @Test
    void what_an_anchor_shares_stays() {
        ManifestText text = ManifestText.of("""
                        rules:
                        - verbs: &read [get, list]
                          resources: [pods]
                        - &more
                          verbs: *read
                          resources: [secrets]
                        - <<: *more
                        """).orElseThrow();

        assertThat(text.keep(0, VERBS, only(0))).isFalse();
        assertThat(text.keep(0, List.of("rules", 1, "verbs"), only(0))).isFalse();
        assertThat(text.keep(0, List.of("rules", 2, "verbs"), only(0))).isFalse();
        assertThat(text.keep(0, List.of("rules"), only(1, 2))).isFalse();
        assertThat(text.keep(0, List.of("rules", 0, "resources"), only())).isTrue();
    }

    @Test
    void what_is_not_there_is_not_edited() {
        ManifestText text = ManifestText.of("rules:\n- verbs: [get]\n").orElseThrow();

        assertThat(text.keep(1, VERBS, only(0))).isFalse();
        assertThat(text.keep(0, VERBS, only(1))).isFalse();
        assertThat(text.keep(0, List.of("rules", 1, "verbs"), only(0))).isFalse();
        assertThat(ManifestText.of("rules: [")).isEmpty();
    }
}
