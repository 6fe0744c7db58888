package dev.kubeuser.cluster.internal;

import io.kubernetes.client.util.KubeConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The {@code cluster} of a kubeconfig that has one only, with files inlined.
 *
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster">Cluster</a>
 */
record ServerEntry(KubeConfig config) {

    /** Empty if the server is to be verified with what the JVM trusts by itself. */
    List<X509Certificate> authorities() throws IOException {
        byte[] pem = config.getDataOrFileRelative(
                config.getCertificateAuthorityData(), config.getCertificateAuthorityFile());
        if (pem == null) {
            return List.of();
        }
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException malformed) {
            throw new IOException("its certificate-authority-data holds no certificates", malformed);
        }
    }

    /** What {@code tls-server-name} says becomes the name that clients address; the address stays the server's. */
    Endpoint endpoint() throws IOException {
        HttpUrl server = HttpUrl.get(config.getServer());
        String name = Optional.ofNullable(config.getTlsServerName())
                .filter(text -> !text.isEmpty())
                .orElse(server.host());
        Proxy proxy = proxy();
        if (proxy != null && !name.equals(server.host())) {
            throw new IOException("it has both proxy-url and tls-server-name, and a proxy would be asked for the server"
                    + " by the latter; leave one of them out");
        }
        return new Endpoint(Endpoint.named(server, name), server.host(), authorities(), proxy);
    }

    private @Nullable Proxy proxy() throws IOException {
        String text = proxyUrl();
        if (text == null || text.isEmpty()) {
            return null;
        }
        URI url = URI.create(text);
        Proxy.Type type = proxyType(String.valueOf(url.getScheme()));
        if (type == null || url.getHost() == null || url.getPort() < 0 || url.getUserInfo() != null) {
            throw new IOException("its proxy-url is neither http://HOST:PORT nor socks5://HOST:PORT");
        }
        return new Proxy(type, InetSocketAddress.createUnresolved(url.getHost(), url.getPort()));
    }

    private static Proxy.@Nullable Type proxyType(String scheme) {
        return switch (scheme) {
            case "http" -> Proxy.Type.HTTP;
            case "socks5" -> Proxy.Type.SOCKS;
            default -> null;
        };
    }

    /** The official client does not read it. */
    private @Nullable String proxyUrl() {
        return config.getClusters().get(0) instanceof Map<?, ?> entry
                ? (String) KubeconfigEntry.content(entry, "cluster").get("proxy-url")
                : null;
    }
}
