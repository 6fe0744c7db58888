// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static dev.kubeuser.testkit.Failures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.Failures;
import dev.kubeuser.testkit.NeedsProgram;
import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a kustomization names is fetched: a listener on this machine counts who comes. */
@NeedsUnix
class RemoteKustomizationTest {

    private static final String REFUSAL = " is not on this machine, and nothing is fetched: copy it into a directory,";

    @RegisterExtension
    static final NeedsProgram KUBECTL = new NeedsProgram("kubectl");

    @TempDir
    private Path directory;

    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread listener = new Thread(() -> {
            while (true) {
                try {
                    server.accept().close();
                    connections.incrementAndGet();
                } catch (IOException closed) {
                    return;
                }
            }
        });
        listener.setDaemon(true);
        listener.start();
        write("account.yaml", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}\n");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Path write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text.replace("URL", "http://127.0.0.1:" + server.getLocalPort() + "/x"));
    }

    private String refusal() {
        String message = Failures.refusal(() -> Manifests.load("kustomize:" + directory));
        assertThat(connections).as(message).hasValue(0);
        return message;
    }

    static Stream<String> fields() {
        String objects = "resources: [account.yaml]\n";
        return Stream.of(
                "resources: [URL/a.yaml]",
                "resources: [account.yaml, 'URL.git//base?ref=main']",
                "bases: [URL]",
                objects + "components: [URL.git]",
                objects + "crds: [URL]",
                objects + "configurations: [URL]",
                objects + "generators: [URL]",
                objects + "transformers: [URL]",
                objects + "validators: [URL]",
                objects + "openapi: {path: URL}",
                objects + "patches: [{path: URL}]",
                objects + "patchesStrategicMerge: [URL]",
                objects + "patchesJson6902: [{path: URL, target: {version: v1, kind: ServiceAccount, name: a}}]",
                objects + "replacements: [{path: URL}]",
                objects + "configMapGenerator: [{name: c, files: [URL]}]",
                objects + "configMapGenerator: [{name: c, files: ['key=URL']}]",
                objects + "configMapGenerator: [{name: c, envs: [URL]}]",
                objects + "secretGenerator: [{name: c, env: URL}]",
                // Keys match in any case, a long s and a Kelvin sign among the letters.
                "RESOURCES: [URL]",
                "re\u017fources: [URL]",
                "resources:\n- &base URL",
                "x: &x {resources: [URL]}\n<<: *x",
                "{\"resources\": [\"\\u0068ttp:\\/\\/127.0.0.1:1\\/x\"]}");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_url_is_refused_in_every_field_that_names_a_file(String kustomization) throws IOException {
        write("kustomization.yaml", kustomization);
        assertThat(refusal()).contains(directory + "/kustomization.yaml:", "http://127.0.0.1:", REFUSAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/kubernetes-sigs/kustomize//examples/helloWorld?ref=v5",
                "HTTPS://example.com/a.yaml",
                "github.com/kubernetes-sigs/kustomize/examples/helloWorld",
                "GitHub.com:kubernetes-sigs/kustomize.git",
                "git@github.com:kubernetes-sigs/kustomize.git",
                "anyone@127.0.0.1:x/y.git",
                "git::http://127.0.0.1:1/x.git",
                "gh:kubernetes-sigs/kustomize",
                "ssh://git@127.0.0.1:1/x/y.git",
                "file:///tmp/repository.git",
                "git://127.0.0.1/x.git",
                "s3::http://127.0.0.1:1/x"
            })
    void a_repository_is_refused_in_every_form(String base) throws IOException {
        write("kustomization.yaml", "resources: [\"" + base + "\"]");
        assertThat(refusal()).contains("\"" + base + "\"" + REFUSAL);
    }

    @Test
    void a_base_of_a_base_is_looked_through_as_well() throws IOException {
        write("kustomization.yaml", "resources: [a=b]");
        write("a=b/kustomization.yml", "components: [../c/..//c/d]");
        write("c/d/Kustomization", "kind: Component\nresources: [URL]");
        assertThat(refusal()).contains("/c/d/Kustomization:2: ", REFUSAL);
    }

    @Test
    void a_base_behind_a_link_is_looked_through_as_well() throws IOException {
        write("kustomization.yaml", "resources: [link]");
        write("c/kustomization.yaml", "resources: [../d]");
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("c"));
        write("d/kustomization.yaml", "resources: [URL]");
        assertThat(refusal()).contains("d/kustomization.yaml:1: ", REFUSAL);
    }

    /** What configures kustomize names files itself, in a file, in the text, or in a kustomization of its own. */
    static Stream<String> plugins() {
        return Stream.of(
                "transformers: [plugin.yaml]",
                "transformers: [plugin]",
                """
                transformers:
                - |-
                  apiVersion: builtin
                  kind: PatchTransformer
                  metadata: {name: p}
                  path: URL
                """,
                "transformers: ['{apiVersion: builtin, kind: PatchTransformer, metadata: {name: p}, path: URL}']");
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void a_url_is_refused_in_what_configures_kustomize(String field) throws IOException {
        String plugin = "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: p}\n";
        write("kustomization.yaml", "resources: [account.yaml]\n" + field);
        write("plugin.yaml", plugin + "path: URL");
        write("plugin/kustomization.yaml", "resources: [p.txt]\npatches: [{path: q.yaml}]");
        write("plugin/p.txt", plugin + "path: none.yaml");
        write("plugin/q.yaml", plugin + "path: URL");
        assertThat(refusal()).contains(REFUSAL);
    }

    @Test
    @Timeout(30)
    void a_pipe_is_refused_at_once() throws Exception {
        write("kustomization.yaml", "resources: [pipe.yaml]");
        Process made =
                new ProcessBuilder("mkfifo", directory.resolve("pipe.yaml").toString()).start();
        assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(refusal()).endsWith("kustomization.yaml:1: pipe.yaml is neither a file nor a directory");
    }

    @Test
    void what_only_looks_like_a_url_is_rendered() throws IOException {
        write("kustomization.yaml", """
                resources: [account.yaml, base]
                commonAnnotations: {path: "https://example.com", files: "git@example.com"}
                configMapGenerator: [{name: c, literals: ["url=https://example.com"]}]
                transformers:
                - |-
                  apiVersion: builtin
                  kind: AnnotationsTransformer
                  metadata: {name: t}
                  annotations: {docs: "https://example.com"}
                  fieldSpecs: [{path: metadata/annotations, create: true}]
                patches:
                - target: {kind: ServiceAccount, name: a}
                  patch: |-
                    - {op: add, path: /metadata/labels, value: {x: z}}
                patchesStrategicMerge:
                - |-
                  {apiVersion: v1, kind: ServiceAccount, metadata: {name: a, annotations: {u: "a=https://example.com"}}}
                """);
        write("base/kustomization.yaml", "resources: [account.yaml]\nnamePrefix: b-");
        write("base/account.yaml", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: c}}\n");
        List<String> names = Manifests.load("kustomize:" + directory).objects().stream()
                .map(object -> object.kind() + " " + object.name())
                .toList();
        assertThat(names).contains("ServiceAccount a", "ServiceAccount b-c");
    }

    /**
     * The second line of defence, for what the first does not know: Go's client goes to a proxy that cannot be there.
     */
    @Test
    void the_tool_itself_does_not_reach_the_network() throws IOException {
        write("kustomization.yaml", "resources: [\"http://192.0.2.1/a.yaml\"]");
        RenderingTool kubectl = new RenderingTool(
                "kubectl", List.of("kubectl", "kustomize", directory.toString()), RenderingTool.TIMEOUT);
        assertRefused(() -> kubectl.render("x")).hasMessageContaining("127.0.0.1:0");
    }
}
