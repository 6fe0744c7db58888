package dev.kubeuser.access;

import dev.kubeuser.credential.ClientCredential;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Takes the client certificate out of an administrator's kubeconfig. */
final class AdminCredential {

    private AdminCredential() {}

    static ClientCredential read(Path kubeconfig) {
        try (Reader in = Files.newBufferedReader(kubeconfig)) {
            KubeConfig config = KubeConfig.loadKubeConfig(in);
            return ClientCredential.read(decode(config.getClientCertificateData()), decode(config.getClientKeyData()));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The administrator's kubeconfig " + kubeconfig + " could not be read", failure);
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
    }
}
