package dev.kubeuser.cluster.internal;

import dev.kubeuser.internal.NoDelaySocketFactory;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * How clients reach the API server of a cluster: by a name that is in its certificate, wherever that name leads, and
 * with the authorities that its certificate is verified with.
 *
 * @param url what clients address, ending with a slash; its host is a name in the server's certificate
 * @param address the host or IP address at which the server really is, as {@code curl --resolve} would be told
 * @param authorities those that sign the server's certificate; empty for those that the JVM trusts by itself
 * @param proxy through which the server is reached; {@code null} for the JVM's own settings
 */
public record Endpoint(
        HttpUrl url,
        String address,
        List<X509Certificate> authorities,
        @Nullable Proxy proxy) {

    /** One of the names in the certificate of each cluster that is started here. */
    static final String SERVER_NAME = "kubernetes";

    /** Takes a copy of the list. */
    public Endpoint {
        authorities = List.copyOf(authorities);
    }

    /** Of a server that was started here, which nothing stands in front of. */
    public static Endpoint local(URI server, List<X509Certificate> authorities) {
        return new Endpoint(named(HttpUrl.get(server), SERVER_NAME), server.getHost(), authorities, Proxy.NO_PROXY);
    }

    /** The same URL by another name of the server, with a slash at its end. */
    public static HttpUrl named(HttpUrl url, String name) {
        HttpUrl.Builder named = url.newBuilder().host(name);
        return url.encodedPath().endsWith("/")
                ? named.build()
                : named.addPathSegment("").build();
    }

    /**
     * Prepares a client for the way to the server: names, proxy and sockets. Trust and credentials are the caller's.
     *
     * @param client what is built so far
     * @return the same
     */
    public OkHttpClient.Builder prepare(OkHttpClient.Builder client) {
        return client.dns(this::lookup).proxy(proxy).socketFactory(new NoDelaySocketFactory());
    }

    private List<InetAddress> lookup(String hostname) throws UnknownHostException {
        return Dns.SYSTEM.lookup(hostname.equals(url.host()) ? address : hostname);
    }
}
