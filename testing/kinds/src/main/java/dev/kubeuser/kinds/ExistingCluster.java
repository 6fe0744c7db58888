// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import dev.kubeuser.testkit.SourceTree;
import io.kubernetes.client.Discovery;
import io.kubernetes.client.Discovery.APIResource;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.options.ListOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.tukaani.xz.XZInputStream;

/**
 * The control-plane program of the class path, started without the library: a cluster that kubeuser did not start and
 * knows only by a context of a kubeconfig. After all tests, and before it ends, the tests' leftovers are written down
 * for the end of the build.
 */
final class ExistingCluster implements AutoCloseable {

    /**
     * Has no current context, so that kubeuser must use the named one. The two contexts differ in the name by which the
     * server is checked: fabric8 knows no {@code tls-server-name}.
     */
    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: by-hand
              cluster: {server: "%1$s", tls-server-name: kubernetes, certificate-authority-data: "%2$s"}
            - name: by-address
              cluster: {server: "%1$s", certificate-authority-data: "%2$s"}
            users:
            - name: administrator
              user: {client-certificate-data: "%3$s", client-key-data: "%4$s"}
            contexts:
            - name: existing
              context: {cluster: by-hand, user: administrator}
            - name: existing-by-address
              context: {cluster: by-address, user: administrator}
            """;

    /** A module whose tests want the other context names it by this system property. */
    private static final String CONTEXT = "existing.context";

    private static final Path VERSIONS = SourceTree.file("control-plane/versions/versions.properties");
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Duration PATIENCE_WITH_END = Duration.ofSeconds(20);
    private static final List<Integer> NOTHING_TO_LIST = List.of(404, 405);

    private final Process process;
    private final Path directory;
    private final Duration patience;

    private ExistingCluster(Process process, Path directory, Duration patience) {
        this.process = process;
        this.directory = directory;
        this.patience = patience;
    }

    /**
     * Starts it with all its files in a directory, and waits for the line that it prints when it is ready.
     *
     * @param patience how long what the tests removed may take to disappear
     */
    static ExistingCluster start(Path directory, Duration patience) throws IOException {
        Path data = directory.resolve("control-plane-data").toAbsolutePath();
        Process process = new ProcessBuilder(unpack(directory).toString(), "--data-dir=" + data)
                .redirectError(directory.resolve("control-plane.log").toFile())
                .start();
        ExistingCluster started = new ExistingCluster(process, directory, patience);
        started.awaitReady();
        return started;
    }

    private static Path unpack(Path directory) throws IOException {
        Path program = directory.resolve("control-plane");
        try (InputStream packed = new XZInputStream(PackedControlPlane.open(minor()))) {
            Files.copy(packed, program);
        }
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
        return program.toAbsolutePath();
    }

    /** The minor that the tests run on: that of the setting, or else the one that the build compiled. */
    private static String minor() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Files.newInputStream(VERSIONS)) {
            versions.load(in);
        }
        String compiled = System.getProperty("kubernetes.minor", versions.getProperty("default"));
        String version = System.getProperty("kubeuser.kubernetes.version", compiled);
        return version.replaceFirst("^v?(\\d+\\.\\d+).*", "$1");
    }

    /** Leaves the reader open, because a closed pipe would end the program. */
    private void awaitReady() throws IOException {
        BufferedReader lines = process.inputReader();
        String line = lines.readLine();
        if (line != null && line.contains("\"listening\"")) {
            line = lines.readLine();
        }
        if (line == null || !line.contains("\"ready\"")) {
            end();
            throw new IOException("the control plane did not start: " + line);
        }
    }

    /** Returns the system properties by which kubeuser finds it. */
    Map<String, String> settings() throws IOException {
        KubeConfig administrator = administrator();
        Path file = Files.createFile(directory.resolve("existing.kubeconfig").toAbsolutePath(), PRIVATE);
        Files.writeString(
                file,
                KUBECONFIG.formatted(
                        administrator.getServer(),
                        administrator.getCertificateAuthorityData(),
                        administrator.getClientCertificateData(),
                        administrator.getClientKeyData()));
        String context = System.getProperty(CONTEXT, "existing");
        return Map.of(KindUnderTest.KUBECONFIG, file.toString(), KindUnderTest.CONTEXT, context);
    }

    private KubeConfig administrator() throws IOException {
        try (Reader in = Files.newBufferedReader(directory.resolve("control-plane-data/admin.kubeconfig"))) {
            return KubeConfig.loadKubeConfig(in);
        }
    }

    /** Returns the file in which leftovers are written down. */
    static Path leftIn(Path directory) {
        return directory.resolve("left-in-existing.txt");
    }

    @Override
    public void close() throws IOException {
        try {
            Files.write(leftIn(directory), left());
        } finally {
            end();
        }
    }

    /**
     * Waits, because a deleted namespace takes a while to disappear. Discovery still names a deleted kind for a moment
     * after the server has stopped serving it, and listing fails until then.
     */
    private List<String> left() throws IOException {
        ApiClient client = ClientBuilder.kubeconfig(administrator()).build();
        try {
            Awaitility.await()
                    .atMost(patience)
                    .ignoreException(IOException.class)
                    .until(() -> objects(client).isEmpty());
            return List.of();
        } catch (ConditionTimeoutException stayed) {
            return objects(client);
        }
    }

    /** Returns objects of all kinds with kubeuser's label. */
    private static List<String> objects(ApiClient client) throws IOException {
        List<String> found = new ArrayList<>();
        try {
            for (APIResource resource : new Discovery(client).findAll()) {
                found.addAll(objects(client, resource));
            }
        } catch (ApiException refusal) {
            throw new IOException("The objects of the cluster cannot be listed", refusal);
        }
        return found;
    }

    private static List<String> objects(ApiClient client, APIResource resource) throws ApiException {
        ListOptions ours = new ListOptions();
        ours.setLabelSelector("app.kubernetes.io/managed-by=kubeuser");
        var answer = new DynamicKubernetesApi(
                        resource.getGroup(), resource.getPreferredVersion(), resource.getResourcePlural(), client)
                .list(ours);
        if (NOTHING_TO_LIST.contains(answer.getHttpStatusCode())) {
            return List.of();
        }
        return answer.throwsApiException().getObject().getItems().stream()
                .map(item -> resource.getKind() + " " + item.getMetadata().getNamespace() + "/"
                        + item.getMetadata().getName())
                .toList();
    }

    /** Ends the program as the end of this JVM would. */
    private void end() throws IOException {
        try {
            process.getOutputStream().close();
            Awaitility.await("the end of the control plane with its standard input")
                    .atMost(PATIENCE_WITH_END)
                    .until(() -> !process.isAlive());
        } finally {
            process.destroyForcibly();
        }
    }
}
