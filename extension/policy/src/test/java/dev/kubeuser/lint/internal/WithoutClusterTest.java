// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.lint.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectivePolicy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who reads policies alone has no client, no cluster and no JUnit on the class path. */
class WithoutClusterTest {

    /** What this JVM has for its tests, and users of the artifact have not. */
    private static final Pattern OF_TESTS =
            Pattern.compile(".*[/\\\\](junit-|opentest4j|assertj-|byte-buddy|surefire-)[^/\\\\]*");

    private static final List<String> ABSENT = List.of(
            "dev.kubeuser.cluster.Cluster",
            "io.kubernetes.client.openapi.ApiClient",
            "okhttp3.OkHttpClient",
            "org.bouncycastle.cert.X509CertificateHolder",
            "org.junit.jupiter.api.Test",
            "org.testcontainers.containers.GenericContainer");

    @Test
    void policies_are_read_searched_and_compared() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Stream.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                                .filter(entry -> !OF_TESTS.matcher(entry).matches())
                                .collect(Collectors.joining(File.pathSeparator)),
                        PolicyOfFiles.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output.lines())
                .containsExactly(
                        "there: none",
                        "risk: secrets-read in rule 2 of Role shop/deployers (src/test/resources/after.yaml:6)",
                        "gained: Group developers gains list secrets in shop",
                        "lint: 1 risky permission",
                        "compare: 1 risky permission gained",
                        "compare: 1 gain",
                        "sarif: risky-permission src/test/resources/after.yaml:6",
                        "sarif: gained-risk src/test/resources/after.yaml:6",
                        "can: yes: Group developers may list secrets in shop");
    }

    /** Lints a policy and compares two, as the command line does. */
    static final class PolicyOfFiles {

        private static final String BEFORE = "src/test/resources/before.yaml";
        private static final String AFTER = "src/test/resources/after.yaml";
        private static final KubernetesVersion MINOR =
                KnownVersions.read().standard().withoutPatch();

        private PolicyOfFiles() {}

        public static void main(String[] none) {
            List<String> there = ABSENT.stream().filter(PolicyOfFiles::isThere).toList();
            System.out.println("there: " + (there.isEmpty() ? "none" : there));
            EffectivePolicy before = EffectivePolicy.of(Manifests.load(BEFORE));
            EffectivePolicy after = EffectivePolicy.of(Manifests.load(AFTER));
            for (RiskFinding found : Risks.in(after.written()).all()) {
                System.out.println("risk: " + found.risk() + " in "
                        + found.rule().id() + " (" + found.rule().origin() + ")");
            }
            EffectiveDifference.between(before, after).gains().forEach(gain -> System.out.println("gained: " + gain));
            EffectiveDifference.escalationPathsGained(before, after)
                    .forEach(path -> System.out.println("path: " + path));
            commands();
        }

        /** What the commands print, without what is indented. */
        private static void commands() {
            PolicyFiles files = PolicyFiles.of(Manifests.load(AFTER), MINOR, true, false);
            PolicyFindings lint = PolicyFindings.of(files, Certainty.LIKELY, AcceptedRisks.none());
            print("lint", lint.text());
            ChangeReport compare = PolicyComparison.read(
                            List.of(BEFORE, AFTER),
                            sources -> Manifests.load(sources.toArray(String[]::new)),
                            List.of())
                    .accessChanges(AcceptedChanges.none());
            print("compare", compare.text());
            print("sarif", placed(lint.sarif()));
            print("sarif", placed(compare.sarif()));
            print(
                    "can",
                    new PolicyAnswers(files)
                            .can("group:developers list secrets -n shop")
                            .lines());
        }

        private static void print(String what, List<String> lines) {
            lines.stream()
                    .filter(line -> !line.startsWith(" "))
                    .forEach(line -> System.out.println(what + ": " + line));
        }

        /** Each result with its place. */
        private static List<String> placed(String sarif) {
            return Pattern.compile("\"ruleId\":\"([^\"]+)\".*?\"uri\":\"[^\"]*?(src/[^\"]+)\".*?\"startLine\":(\\d+)")
                    .matcher(sarif)
                    .results()
                    .map(result -> result.group(1) + " " + result.group(2) + ":" + result.group(3))
                    .toList();
        }

        private static boolean isThere(String type) {
            try {
                Class.forName(type);
                return true;
            } catch (ClassNotFoundException absent) {
                return false;
            }
        }
    }
}
