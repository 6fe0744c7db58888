package dev.kubeuser.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.report.ProofReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written once counts once, and what stands beside it apart; all numbers were found by hand. */
@RunsOnce
class WrittenPlacesTest {

    private static List<String> permissions(Proof proof) {
        return proof.coverage()
                .permissions()
                .map(covered -> covered.permission().toString())
                .toList();
    }

    private static String list(String... objects) {
        return "{apiVersion: v1, kind: List, items: [" + String.join(", ", objects) + "]}\n";
    }

    private static String role(String metadata, String... rules) {
        return "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {" + metadata + "}, rules: ["
                + String.join(", ", rules) + "]}";
    }

    private static String rule(String verb, String resource) {
        return "{apiGroups: [''], resources: [" + resource + "], verbs: [" + verb + "]}";
    }

    @Test
    void roles_of_one_name_on_one_line_are_told_apart_by_their_namespaces(@TempDir Path directory) throws IOException {
        String line = list(
                role("name: readers, namespace: a", rule("get", "pods"), rule("list", "pods")),
                role("name: readers, namespace: b", rule("get", "secrets")));
        Evidence evidence = Example.evidence(Example.state("policy.json", line, "dev"));

        ProofReport.of(evidence).write(directory);
        assertThat(permissions(Proof.of(evidence))).containsExactly("get pods", "list pods", "get secrets");
    }

    /** The twelfth rule of r is not the second of r1. */
    @Test
    void names_and_numbers_do_not_run_together() {
        String[] rules = IntStream.range(0, 12)
                .mapToObj(index -> rule("get", "pods" + index))
                .toArray(String[]::new);
        String line = list(role("name: r", rules), role("name: r1", rule("get", "secrets"), rule("list", "secrets")));
        Proof proof = Proof.of(Example.evidence(Example.state("policy.json", line, "dev")));

        assertThat(permissions(proof).stream()
                        .collect(Collectors.groupingBy(permission -> permission.contains("pods"))))
                .satisfies(found -> {
                    assertThat(found.get(true)).hasSize(12);
                    assertThat(found.get(false)).containsExactly("get secrets", "list secrets");
                });
    }
}
