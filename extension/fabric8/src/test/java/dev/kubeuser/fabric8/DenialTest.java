// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import static dev.kubeuser.run.DenialMode.FAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.kubeuser.KubeDenials;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A request of fabric8's client that is refused fails its test with the rule to add, also if the code hides it. */
class DenialTest {

    private static final Map<String, String> FAILURES = new ConcurrentHashMap<>();

    @KubeServiceAccount("default/fabric8-watcher")
    @KubeManifests("classpath:policies/watchers.yaml")
    @KubeDenials(FAIL)
    static class HidingCase {

        @Test
        void deletes(KubernetesClient client) {
            hide(() ->
                    client.configMaps().inNamespace("default").withName("none").delete());
        }

        @Test
        void watches(KubernetesClient client) {
            hide(() -> client.secrets().inNamespace("default").watch(new Nothing<>()));
        }

        @Test
        void reads(KubernetesClient client) {
            assertThat(client.configMaps().inNamespace("default").list().getItems())
                    .isNotEmpty();
        }

        private static void hide(Runnable request) {
            try {
                request.run();
            } catch (KubernetesClientException refused) {
                assertThat(refused.getCode()).isEqualTo(403);
            }
        }
    }

    /** By the name of the method; each run of the class starts a cluster. */
    @BeforeAll
    static void run_them(@TempDir Path report) {
        EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(true)
                .configurationParameter("kubeuser.report", report.toString())
                .selectors(selectClass(HidingCase.class))
                .execute()
                .testEvents()
                .finished()
                .stream()
                .forEach(event -> FAILURES.put(
                        event.getTestDescriptor().getDisplayName().replaceFirst("\\(.*", ""), failure(event)));
    }

    private static String failure(Event finished) {
        StringWriter text = new StringWriter();
        finished.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .ifPresent(failure -> failure.printStackTrace(new PrintWriter(text, true)));
        return text.toString();
    }

    @Test
    void a_delete_is_told_with_the_verb_to_add() {
        assertThat(FAILURES.get("deletes"))
                .contains("ServiceAccount default/fabric8-watcher may not delete configmaps \"none\" in default")
                .contains("nearest rule: rule 1 of ClusterRole fabric8-watcher (classpath:policies/watchers.yaml:")
                .contains("change rule 1 of ClusterRole fabric8-watcher")
                .contains("+ verbs: [get, list, watch, delete]");
    }

    /** Its refusal has no body that could say what was refused. */
    @Test
    void a_watch_by_web_socket_is_told() {
        assertThat(FAILURES.get("watches"))
                .contains("ServiceAccount default/fabric8-watcher may not watch secrets in default")
                .contains("resources: [\"secrets\"]", "verbs: [\"watch\"]");
    }

    @Test
    void what_is_allowed_fails_nothing() {
        assertThat(FAILURES.get("reads")).isEmpty();
    }
}
