// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.question.Write.createObject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.question.AccessMatrix;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.PolicyInForce;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The words of the failures that users see most often, each once; {@link FailureMessageTest} has those of {@code can}
 * and {@code cannot}. No other class's bindings are near on a cluster of its own.
 */
@RunsOn(value = EMBEDDED, because = "the words are the same everywhere")
@KubeCluster(dedicated = true)
@KubeUser(value = "pia", groups = "words-developers")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class CommonFailuresTest {

    private static final Path GOLDEN =
            SourceTree.file("extension/junit-jupiter/src/test/resources/assertion/common-failures.txt");

    private static final String DEPUTY = new Policy()
            .clusterRole(
                    "deputy",
                    "bind clusterroles.rbac.authorization.k8s.io",
                    "create clusterrolebindings.rbac.authorization.k8s.io")
            .to("group deputies")
            .yaml();

    private static final Manifests PRICES = Manifests.parse("prices.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: prices, namespace: words}
        """);

    private final StringBuilder words = new StringBuilder();

    @RegisterExtension
    static final PolicyInForce IN_FORCE = new PolicyInForce("words.yaml", ReadersPolicy.in("words") + DEPUTY);

    /** With {@code -Dcontract.update=true} it writes them. */
    @Test
    void they_are_as_reviewed(
            @KubeUser("pia") KubeAccess pia,
            @KubeUser(value = "dora", groups = "deputies") KubeAccess dora,
            @KubeAdmin KubeAccess admin,
            Cluster cluster)
            throws IOException {
        EffectivePolicy inForce = ClusterPolicy.inForce(cluster);
        add("another resource", () -> assertThat(pia).can(get("pod").in("words")));
        add("another verb", () -> assertThat(pia).cannot(verb("lsit", "pods").in("words")));
        add(
                "a resource without its group",
                () -> assertThat(pia).can(get("deployments").in("words")));
        add("no namespace said", () -> assertThat(pia).can(list("pods")));
        add(
                "a namespace of what has none",
                () -> assertThat(pia).can(list("nodes").in("words")));
        add("another namespace", () -> assertThat(pia).cannot(list("pods").in("word")));
        add("more than only", () -> assertThat(pia).canOnly(list("pods").in("words")));
        add(
                "another binding",
                () -> assertThat(pia).can(list("pods").in("words")).grantedBy("ClusterRoleBinding words-nodes"));
        add("another role", () -> assertThat(pia).can(list("pods").in("words")).byRole("ClusterRole view"));
        add(
                "not allowed to impersonate",
                () -> assertThat(pia).canImpersonate("user:bob", list("pods").in("words")));
        add("not allowed to approve", () -> assertThat(pia).canApprove("example.com/two"));
        add("another user", () -> assertThat(pia).isAuthenticatedAs("bob"));
        add("not in the group", () -> assertThat(pia).isInGroups("readers"));
        add("authenticated all the same", () -> assertThat(pia).isUnauthenticated());
        add(
                "403 for 200",
                () -> assertThat(pia.get("/api/v1/namespaces/words/secrets")).isOk());
        add("200 for 403", () -> assertThat(pia.get("/healthz")).isForbidden());
        add("a write that is refused", () -> assertThat(pia).can(createObject(PRICES)));
        add("a write that is admitted", () -> assertThat(admin).cannot(createObject(PRICES)));
        add(
                "denied by another",
                () -> assertThat(pia).cannot(createObject(PRICES)).deniedBy("PodSecurity"));
        add("a path to cluster-admin", () -> assertThat(dora).cannotBecomeClusterAdmin());
        add("a risk", () -> assertThat(dora).hasNoRisks());
        add(
                "somebody can",
                () -> assertThat(inForce).nobody().canAny(get("secrets").in("words")));
        add(
                "another subject",
                () -> assertThat(inForce)
                        .nobodyBut(Subject.group("word-developers"))
                        .canAny(list("pods").in("words")));
        add("a risky permission", () -> assertThat(inForce).nobody().hasRisks());
        add(
                "more than the reference",
                () -> assertThat(inForce)
                        .grantsNothingBeyond(
                                EffectivePolicy.of(Manifests.parse("words.yaml", ReadersPolicy.in("words")))));
        add(
                "no golden file",
                () -> assertThat(AccessMatrix.builder(cluster)
                                .subjects(pia)
                                .in("words")
                                .ask())
                        .matchesGolden(Path.of("no-such.md")));

        if (Boolean.getBoolean("contract.update")) {
            Files.writeString(GOLDEN, words);
        }
        assertThat(words.toString())
                .as("run this test with -Dcontract.update=true, and review what changes")
                .isEqualTo(Files.readString(GOLDEN));
    }

    private void add(String title, ThrowingCallable assertion) {
        Throwable failure = catchThrowable(assertion);
        assertThat(failure).as(title).isNotNull();
        words.append("## ")
                .append(title)
                .append('\n')
                .append(String.valueOf(failure.getMessage()).strip())
                .append("\n\n");
    }
}
