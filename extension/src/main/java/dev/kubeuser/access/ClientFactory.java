package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.NoDelaySocketFactory;
import dev.kubeuser.credential.ClientCredential;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP clients that know the server as {@code kubernetes}, one of the names in its certificate, and map that name
 * to its real address, as {@code curl --resolve} does. The server is verified with the cluster's own authorities alone.
 */
final class ClientFactory {

    static final String SERVER_NAME = "kubernetes";

    private final Cluster cluster;

    ClientFactory(Cluster cluster) {
        this.cluster = cluster;
    }

    HttpUrl baseUrl() {
        return new HttpUrl.Builder()
                .scheme("https")
                .host(SERVER_NAME)
                .port(cluster.server().getPort())
                .build();
    }

    OkHttpClient create(@Nullable ClientCredential credential) {
        HandshakeCertificates.Builder authorities = new HandshakeCertificates.Builder();
        cluster.serverCertificateAuthorities().forEach(authorities::addTrustedCertificate);
        X509TrustManager trust = authorities.build().trustManager();
        return new OkHttpClient.Builder()
                .sslSocketFactory(tls(credential, trust).getSocketFactory(), trust)
                .dns(new ServerDns(cluster.server().getHost()))
                .socketFactory(new NoDelaySocketFactory())
                .proxy(Proxy.NO_PROXY)
                .build();
    }

    private static SSLContext tls(@Nullable ClientCredential credential, X509TrustManager trust) {
        KeyManager[] keys =
                credential == null ? new KeyManager[0] : new KeyManager[] {new CredentialKeyManager(credential)};
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys, new TrustManager[] {trust}, null);
            return tls;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has TLS", impossible);
        }
    }

    private record ServerDns(String address) implements Dns {
        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            return hostname.equals(SERVER_NAME) ? List.of(InetAddress.getByName(address)) : Dns.SYSTEM.lookup(hostname);
        }
    }
}
