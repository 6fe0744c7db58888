// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.internal.Placeholders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a file of the checkout has the roles and bindings that another JVM recorded. */
class CheckedOutFileTest {

    private static final String ROLE = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: "of-${kubeuser.a}-in-${kubeuser.b}", namespace: "${kubeuser.b}"}
            rules:
            - {apiGroups: [""], resources: [pods], resourceNames: ["${kubeuser.a}"], verbs: [get]}
            """;

    private final CheckedOutFile file = new CheckedOutFile("role.yaml", ROLE);

    private static List<ManifestObject> recorded(String text, String a, String b) {
        Placeholders values = new Placeholders(Map.of("kubeuser.a", a, "kubeuser.b", b));
        return Manifests.read(values, List.of(SourceFile.of("role.yaml", text))).objects();
    }

    @Test
    void a_placeholder_stands_for_any_text() {
        assertThat(file.says(recorded(ROLE, "x", "y"))).isTrue();
        assertThat(file.says(recorded(ROLE, "in-in", "in"))).isTrue();
        assertThat(file.says(recorded("# moved\n" + ROLE, "x", "y"))).isTrue();
    }

    @Test
    void all_else_is_as_it_is_written() {
        assertThat(file.says(recorded(ROLE.replace("[get]", "[get, list]"), "x", "y")))
                .isFalse();
        assertThat(file.says(recorded(ROLE.replace("of-", "off-"), "x", "y"))).isFalse();
        assertThat(file.says(recorded(ROLE.replace("-in-", "-"), "x", "y"))).isFalse();
        assertThat(file.says(List.of())).isFalse();
    }

    @Test
    void a_placeholder_stands_for_no_part_of_an_object() {
        String more =
                ROLE.replace("[\"${kubeuser.a}\"]", "[\"x\"], verbs: [\"*\"]").replace(", verbs: [get]", "");
        assertThat(file.says(recorded(more, "x", "y"))).isFalse();
        assertThat(file.says(recorded(ROLE.replace("[\"${kubeuser.a}\"]", "[a, b]"), "x", "y")))
                .isFalse();
    }

    @Test
    void many_placeholders_are_compared_one_after_another() {
        String many = ROLE.replace("[\"${kubeuser.a}\"]", "[\"" + "${kubeuser.a}-".repeat(20_000) + "\"]");
        CheckedOutFile large = new CheckedOutFile("role.yaml", many);
        assertThat(large.says(recorded(many, "x", "y"))).isTrue();
        assertThat(large.says(recorded(many.replace("-\"]", "+\"]"), "x", "y"))).isFalse();
    }
}
