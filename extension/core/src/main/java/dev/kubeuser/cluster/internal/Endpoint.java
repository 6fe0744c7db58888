package dev.kubeuser.cluster.internal;

import io.kubernetes.client.util.KubeConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/**
 * How clients reach the API server of a cluster: by a name in its certificate, wherever that name leads, and with the
 * authorities that verify the certificate.
 *
 * @param url the URL that clients use, ending with a slash; its host is a name in the server's certificate
 * @param address the host or IP address of the server, as for {@code curl --resolve}
 * @param authorities the authorities that sign the server's certificate; empty for those that the JVM trusts
 * @param proxy the proxy in front of the server; {@code null} for the JVM's own settings
 */
public record Endpoint(
        HttpUrl url,
        String address,
        List<X509Certificate> authorities,
        @Nullable Proxy proxy) {

    /** A name in the certificate of every cluster started here. */
    static final String SERVER_NAME = "kubernetes";

    /** Copies the list. */
    public Endpoint {
        authorities = List.copyOf(authorities);
    }

    /** The endpoint of a server started here, with nothing in front of it. */
    static Endpoint local(KubeConfig config) throws IOException {
        return local(config.getServer(), authorities(config));
    }

    /** The same, by the server's address and the authorities that verify its certificate. */
    static Endpoint local(String address, List<X509Certificate> authorities) {
        HttpUrl server = HttpUrl.get(address);
        return new Endpoint(named(server, SERVER_NAME), server.host(), authorities, Proxy.NO_PROXY);
    }

    /**
     * The endpoint that a kubeconfig's only {@code cluster} names, with files inlined. Clients address the name in
     * {@code tls-server-name} at the server's address.
     *
     * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster">Cluster</a>
     */
    static Endpoint foreign(KubeConfig config) throws IOException {
        HttpUrl server = HttpUrl.get(config.getServer());
        String name = Optional.ofNullable(config.getTlsServerName())
                .filter(text -> !text.isEmpty())
                .orElse(server.host());
        Proxy proxy = proxyOf(config);
        if (proxy != null && !name.equals(server.host())) {
            throw new IOException("it has both proxy-url and tls-server-name, and a proxy would be asked for the server"
                    + " by the latter; leave one of them out");
        }
        return new Endpoint(named(server, name), server.host(), authorities(config), proxy);
    }

    /** Empty if the JVM itself trusts the server. */
    private static List<X509Certificate> authorities(KubeConfig config) throws IOException {
        byte[] pem = config.getDataOrFileRelative(
                config.getCertificateAuthorityData(), config.getCertificateAuthorityFile());
        if (pem == null) {
            requirePlatformTrust();
            return List.of();
        }
        return certificates(pem);
    }

    /** Fails if there is none. */
    static List<X509Certificate> certificates(byte[] pem) throws IOException {
        try {
            List<X509Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (authorities.isEmpty()) {
                throw new CertificateException("there is none");
            }
            return authorities;
        } catch (CertificateException malformed) {
            throw new IOException("its certificate-authority-data holds no certificates", malformed);
        }
    }

    /** Clients for a server that no authority vouches for fail in ways that do not say so. */
    private static void requirePlatformTrust() throws IOException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            boolean isEmpty = Arrays.stream(factory.getTrustManagers())
                    .noneMatch(manager ->
                            manager instanceof X509TrustManager trust && trust.getAcceptedIssuers().length > 0);
            if (isEmpty) {
                throw new IOException("its cluster has no certificate-authority-data, and this JVM trusts no authority"
                        + " either (javax.net.ssl.trustStore); name the authority in the kubeconfig");
            }
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "the authorities that this JVM trusts cannot be read: " + unusable.getMessage(), unusable);
        }
    }

    private static @Nullable Proxy proxyOf(KubeConfig config) throws IOException {
        String text = proxyUrl(config);
        if (text == null || text.isEmpty()) {
            return null;
        }
        URI url = parse(text);
        Proxy.Type type = proxyType(String.valueOf(url.getScheme()));
        if (type == null || url.getHost() == null || url.getPort() < 0 || url.getUserInfo() != null) {
            throw new IOException("its proxy-url is neither http://HOST:PORT nor socks5://HOST:PORT");
        }
        return new Proxy(type, InetSocketAddress.createUnresolved(url.getHost(), url.getPort()));
    }

    private static URI parse(String text) throws IOException {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IOException("its proxy-url is not a URL: http://HOST:PORT or socks5://HOST:PORT is needed");
        }
    }

    private static Proxy.@Nullable Type proxyType(String scheme) {
        return switch (scheme) {
            case "http" -> Proxy.Type.HTTP;
            case "socks5" -> Proxy.Type.SOCKS;
            default -> null;
        };
    }

    /** The official client does not read {@code proxy-url}. */
    private static @Nullable String proxyUrl(KubeConfig config) {
        return config.getClusters().get(0) instanceof Map<?, ?> entry
                ? (String) KubeconfigEntry.content(entry, "cluster").get("proxy-url")
                : null;
    }

    /** The URL with another server name, ending with a slash. */
    static HttpUrl named(HttpUrl url, String name) {
        HttpUrl.Builder named = url.newBuilder().host(name);
        return url.encodedPath().endsWith("/")
                ? named.build()
                : named.addPathSegment("").build();
    }

    /**
     * Prepares a client to reach the server: names, proxy, sockets and interrupts. The caller adds trust and credentials.
     *
     * @param client the client built so far
     * @return the same
     */
    public OkHttpClient.Builder prepare(OkHttpClient.Builder client) {
        return client.dns(this::lookup)
                .proxy(proxy)
                .socketFactory(new NoDelaySocketFactory())
                .addInterceptor(new InterruptibleCalls());
    }

    /**
     * The same for a new client, which trusts the server's authorities.
     *
     * @param keys present the client's certificate, if it has one
     * @return what becomes the client; the caller adds other credentials
     */
    public OkHttpClient.Builder client(KeyManager... keys) {
        X509TrustManager trust = trust();
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys, new TrustManager[] {trust}, null);
            return prepare(new OkHttpClient.Builder()).sslSocketFactory(tls.getSocketFactory(), trust);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has TLS", impossible);
        }
    }

    private X509TrustManager trust() {
        HandshakeCertificates.Builder trusted = new HandshakeCertificates.Builder();
        if (authorities.isEmpty()) {
            trusted.addPlatformTrustedCertificates();
        }
        authorities.forEach(trusted::addTrustedCertificate);
        return trusted.build().trustManager();
    }

    /** Whether a URL is on this server, by any of its names. */
    boolean isAt(HttpUrl other) {
        return other.port() == url.port()
                && (other.host().equals(url.host()) || other.host().equals(address));
    }

    /** The server for messages: only the host and port of the URL. */
    String shown() {
        return url.scheme() + "://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + url.port();
    }

    private List<InetAddress> lookup(String hostname) throws UnknownHostException {
        return Dns.SYSTEM.lookup(hostname.equals(url.host()) ? address : hostname);
    }
}
