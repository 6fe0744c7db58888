// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.Cluster;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.Yaml;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A context of a kubeconfig with its cluster and its user, which refer to no files: who connects to which server.
 * Becomes a kubeconfig again.
 *
 * @param name the context
 * @param content names the cluster and the user
 * @param cluster the cluster
 * @param user the user
 * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/">kubeconfig (v1)</a>
 */
public record KubeconfigContext(
        String name, Map<String, Object> content, Map<String, Object> cluster, Map<String, Object> user) {

    private static final String CLUSTER = "cluster";
    private static final String USER = "user";
    private static final String AUTHORITIES = "certificate-authority-data";

    /** A new context. */
    public static KubeconfigContext of(
            String name,
            String userName,
            Map<String, Object> cluster,
            Map<String, Object> user,
            Map<String, Object> content) {
        Map<String, Object> names = new LinkedHashMap<>(Map.of(CLUSTER, name, USER, userName));
        names.putAll(content);
        return new KubeconfigContext(name, names, cluster, user);
    }

    /** The context of a cluster's administrator. Read each time, because it holds secrets. */
    public static KubeconfigContext of(Cluster cluster) {
        Path kubeconfig = cluster.adminKubeconfig();
        try {
            return read(Files.readString(kubeconfig));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "The administrator's kubeconfig " + kubeconfig + " could not be read", failure);
        }
    }

    /** The only context of a kubeconfig. */
    public static KubeconfigContext read(String yaml) {
        KubeConfig config = KubeConfig.loadKubeConfig(new StringReader(yaml));
        return new KubeconfigContext(
                config.getCurrentContext(),
                content(config.getContexts().get(0), "context"),
                content(config.getClusters().get(0), CLUSTER),
                content(config.getUsers().get(0), USER));
    }

    /** The content of an entry of a kubeconfig, as a cluster, user or context. */
    static Map<String, Object> content(Object entry, String kind) {
        Map<String, Object> content = new LinkedHashMap<>();
        if (entry instanceof Map<?, ?> named && named.get(kind) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> content.put(String.valueOf(key), value));
        }
        return content;
    }

    /** The kubeconfig with this context and nothing else. */
    public String yaml() {
        Map<String, Object> kubeconfig = new LinkedHashMap<>();
        kubeconfig.put("apiVersion", "v1");
        kubeconfig.put("kind", "Config");
        kubeconfig.put("clusters", entry(content.get(CLUSTER), CLUSTER, cluster));
        kubeconfig.put("users", entry(content.get(USER), USER, user));
        kubeconfig.put("contexts", entry(name, "context", content));
        kubeconfig.put("current-context", name);
        return Yaml.dump(kubeconfig);
    }

    private static ArrayList<Object> entry(@Nullable Object name, String kind, Map<String, Object> content) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", String.valueOf(name));
        entry.put(kind, content);
        return new ArrayList<>(List.of(entry));
    }

    /**
     * The credential of the user as it is now: what its plugin prints, or what the kubeconfig has.
     *
     * @param timeout how long a plugin may take
     * @throws IOException if there is none; the message is the end of a sentence about the kubeconfig
     */
    CredentialPlugin.Credential credential(Duration timeout) throws IOException {
        Object exec = user.get("exec");
        if (exec != null) {
            return CredentialPlugin.of(exec).run(timeout);
        }
        Optional<String> file = text(user, "tokenFile");
        Optional<String> token = file.isPresent()
                ? Optional.of(Files.readString(Path.of(file.get())).strip())
                : text(user, "token");
        Optional<String> certificate = pem("client-certificate-data");
        if (token.isEmpty() && certificate.isEmpty()) {
            throw new IOException("its user has no usable credential: a client certificate with its key, a token, or a"
                    + " credential plugin (exec) that provides one of them");
        }
        return new CredentialPlugin.Credential(token, certificate, pem("client-key-data"));
    }

    /** The same context at another address of the server. */
    public KubeconfigContext at(URI server) {
        Map<String, Object> moved = new LinkedHashMap<>(cluster);
        moved.put("server", server.toString());
        return new KubeconfigContext(name, content, moved, user);
    }

    String server() {
        return String.valueOf(cluster.get("server"));
    }

    /**
     * The endpoint of a server that was started elsewhere. Clients address the name in {@code tls-server-name} at the
     * server's address.
     *
     * @see <a href="https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#Cluster">Cluster</a>
     */
    Endpoint endpoint() throws IOException {
        HttpUrl server = HttpUrl.get(server());
        String serverName = serverName().orElse(server.host());
        Proxy proxy = proxy();
        if (proxy != null && !serverName.equals(server.host())) {
            throw new IOException("it has both proxy-url and tls-server-name, and a proxy would be asked for the server"
                    + " by the latter; leave one of them out");
        }
        return new Endpoint(Endpoint.named(server, serverName), server.host(), authorities(), proxy);
    }

    /** The name in the server's certificate, if that is not in its address. */
    public Optional<String> serverName() {
        return text(cluster, "tls-server-name");
    }

    /** A text that is not empty. */
    private static Optional<String> text(Map<String, Object> content, String field) {
        return Optional.ofNullable(content.get(field)).map(String::valueOf).filter(text -> !text.isEmpty());
    }

    /** What the user has in PEM, such as {@code client-key-data}. */
    public Optional<String> pem(String field) {
        return text(user, field)
                .map(data -> new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII));
    }

    /** Empty if the JVM itself trusts the server. */
    List<X509Certificate> authorities() throws IOException {
        Optional<String> authorities = text(cluster, AUTHORITIES);
        if (authorities.isEmpty()) {
            requirePlatformTrust();
            return List.of();
        }
        return Endpoint.certificates(Base64.getMimeDecoder().decode(authorities.get()), AUTHORITIES);
    }

    /** If the platform trusts no authority, clients fail in ways that do not show the cause. */
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

    /** The official client does not read {@code proxy-url}. */
    private @Nullable Proxy proxy() throws IOException {
        Optional<String> text = text(cluster, "proxy-url");
        if (text.isEmpty()) {
            return null;
        }
        URI url = parse(text.get());
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

    /** The user may hold a token or a key. */
    @Override
    public String toString() {
        return "context " + name + " at " + server();
    }
}
