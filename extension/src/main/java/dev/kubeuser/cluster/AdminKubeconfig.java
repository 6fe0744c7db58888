package dev.kubeuser.cluster;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** What an administrator's kubeconfig says: where the server is, whom to trust, and a client that acts as that user. */
final class AdminKubeconfig implements AutoCloseable {

    private final URI server;
    private final KubeConfig config;
    private final ApiClient client;

    private AdminKubeconfig(URI server, KubeConfig config, ApiClient client) {
        this.server = server;
        this.config = config;
        this.client = client;
    }

    static AdminKubeconfig read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    private static AdminKubeconfig parse(String text) throws IOException {
        return parse(
                text,
                URI.create(KubeConfig.loadKubeConfig(new StringReader(text)).getServer()));
    }

    /** For a kubeconfig that names the server by an address which is another one from here. */
    static AdminKubeconfig parse(String text, URI server) throws IOException {
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(text));
        ApiClient client = ClientBuilder.kubeconfig(config).build();
        client.setHttpClient(client.getHttpClient()
                .newBuilder()
                .socketFactory(new NoDelaySocketFactory())
                .build());
        client.setBasePath(server.toString());
        return new AdminKubeconfig(server, config, client);
    }

    URI server() {
        return server;
    }

    List<X509Certificate> authorities() throws IOException {
        byte[] pem = Base64.getDecoder().decode(config.getCertificateAuthorityData());
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException malformed) {
            throw new IOException("the kubeconfig's certificate-authority-data holds no certificates", malformed);
        }
    }

    /** A new client over the shared connections. */
    ApiClient client() {
        return new ApiClient(client.getHttpClient()).setBasePath(client.getBasePath());
    }

    @Override
    public void close() {
        client.getHttpClient().connectionPool().evictAll();
    }
}
