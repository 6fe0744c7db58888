package dev.kubeuser.kinds;

import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A cluster that kubeuser did not start and knows only by a context of a kubeconfig. After all tests, and before the
 * cluster ends, their leftovers are written down for the end of the build.
 */
record ExistingPreparation(ControlPlaneByHand controlPlane, Path directory) implements Preparation {

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

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static ExistingPreparation start(Path directory) {
        return new ExistingPreparation(ControlPlaneByHand.start(directory), directory);
    }

    static Path leftIn(Path directory) {
        return directory.resolve("left-in-existing.txt");
    }

    @Override
    public Map<String, String> settings() {
        try {
            Path file =
                    Files.createFile(directory.resolve("existing.kubeconfig").toAbsolutePath(), PRIVATE);
            Files.writeString(file, kubeconfig(administrator()));
            return Map.of(
                    KindUnderTest.KUBECONFIG,
                    file.toString(),
                    KindUnderTest.CONTEXT,
                    System.getProperty(CONTEXT, "existing"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private KubeConfig administrator() throws IOException {
        try (Reader in = Files.newBufferedReader(controlPlane.kubeconfig())) {
            return KubeConfig.loadKubeConfig(in);
        }
    }

    private static String kubeconfig(KubeConfig administrator) {
        return KUBECONFIG.formatted(
                administrator.getServer(),
                administrator.getCertificateAuthorityData(),
                administrator.getClientCertificateData(),
                administrator.getClientKeyData());
    }

    @Override
    public void close() {
        try (controlPlane) {
            Files.write(leftIn(directory), left());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Waits, because a deleted namespace takes a while to disappear. */
    private List<String> left() throws IOException {
        ClusterLeftovers leftovers =
                new ClusterLeftovers(ClientBuilder.kubeconfig(administrator()).build());
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> leftovers.objects().isEmpty());
            return List.of();
        } catch (ConditionTimeoutException stayed) {
            return leftovers.objects();
        }
    }
}
