// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.CompiledTest;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report suggests compiles as it is printed, passes on the server, and leaves nothing to suggest. */
@RunsOnce
class PastedAssertionsTest {

    private static final Pattern JAVA = Pattern.compile("\n```java\n(.*?)```\n", Pattern.DOTALL);

    private static final String POLICY = new Policy()
            .clusterRole("pasted-test", "get,list pods,nodes", "patch deployments.apps web", "get /pasted")
            .binding(
                    "pasted-test/pasted-test",
                    "ClusterRole pasted-test",
                    "group pasted-test-developers",
                    "account pasted-test/cluster",
                    "user no-such.user@example.com")
            .clusterBinding("pasted-test", "pasted-test", "user pasted \"root\"")
            .yaml();

    private static final String ANNOTATIONS = """
            @KubeManifests(value = "%s", createNamespaces = true)
            @KubeUser(value = "alice", groups = {"pasted-test-developers", "pasted-test-others"})
            """;

    private static final String FIRST = """
            @Test
            void developers_get_pods(KubeAccess alice) {
                assertThat(alice).can(get("pods").in("pasted-test"));
            }
            """;

    private static final String OWN_NAMESPACE = new Policy()
            .role("${kubeuser.namespace.dev}/readers", "get configmaps of-${kubeuser.namespace.dev}")
            .to("account ${kubeuser.namespace.dev}/reader", "group readers-of-${kubeuser.namespace.dev}")
            .yaml();

    private static final String OF_NAMESPACE = """
            @KubeNamespace("dev")
            @KubeManifests("%s")
            @KubeUser("alice")
            """;

    private static final String FIRST_OF_NAMESPACE = """
            @Test
            void outsiders_read_nothing(KubeAccess alice, @KubeNamespace("dev") String namespace) {
                assertThat(alice).cannot(get("secrets").in(namespace));
            }
            """;

    @TempDir
    private Path directory;

    private EngineRun run(String name, String annotations, String policy, String methods) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        Path file = Files.writeString(own.resolve("policy.yaml"), policy);
        String source = annotations.formatted(file) + "public class " + name + " {\n" + methods + "}\n";
        try (CompiledTest compiled = CompiledTest.of(name, source, own)) {
            return EngineRun.of(Map.of("kubeuser.report", own.resolve("report").toString()), compiled.type());
        }
    }

    private JsonObject report(String name) throws IOException {
        return ReportJson.read(directory.resolve(name).resolve("report"));
    }

    private String printed(String name) throws IOException {
        String text = Files.readString(directory.resolve(name).resolve("report/report.md"));
        Matcher java = JAVA.matcher(text);
        assertThat(java.find()).as(text).isTrue();
        assertThat(java.group()).doesNotContain("The first");
        return java.group(1);
    }

    private static int tests(String methods) {
        return methods.split("@Test", -1).length - 1;
    }

    private static void assertProven(JsonObject report) {
        for (String share : new String[] {"permissions", "bindingsUsed", "mutants"}) {
            assertThat(report.getAsJsonObject(share).get("ratio").getAsDouble())
                    .as(share)
                    .isEqualTo(1);
        }
        for (JsonElement binding : report.getAsJsonArray("bindings")) {
            assertThat(binding.getAsJsonObject().getAsJsonArray("unusedSubjects"))
                    .isEmpty();
        }
    }

    @Test
    void the_printed_tests_compile_pass_and_prove_the_policy_and_fail_on_a_mutant() throws IOException {
        run("First", ANNOTATIONS, POLICY, FIRST).assertSuccessful(1);
        assertThat(report("First").getAsJsonObject("mutants").get("ratio").getAsDouble())
                .isLessThan(1);
        String printed = printed("First");
        assertThat(printed)
                .contains("@KubeUser(value = \"alice\", groups = {\"pasted-test-developers\", \"pasted-test-others\"})")
                .contains("@KubeServiceAccount(\"pasted-test/cluster\") KubeAccess clusterUser")
                .contains("@KubeUser(\"pasted \\\"root\\\"\") KubeAccess pastedRoot");

        run("Pasted", ANNOTATIONS, POLICY, FIRST + printed).assertSuccessful(1 + tests(printed));
        assertProven(report("Pasted"));

        String widened = POLICY.replace("[\"patch\"]", "[\"patch\", \"delete\"]");
        assertThat(run("Mutant", ANNOTATIONS, widened, FIRST + printed).failures())
                .isNotEmpty();
    }

    @Test
    void the_printed_tests_compile_and_pass_in_a_namespace_of_ones_own() throws IOException {
        run("FirstOwn", OF_NAMESPACE, OWN_NAMESPACE, FIRST_OF_NAMESPACE).assertSuccessful(1);
        String printed = printed("FirstOwn");
        assertThat(printed).contains("@KubeNamespace(\"dev\") String devNamespace");

        run("PastedOwn", OF_NAMESPACE, OWN_NAMESPACE, FIRST_OF_NAMESPACE + printed)
                .assertSuccessful(1 + tests(printed));
        assertProven(report("PastedOwn"));
    }
}
