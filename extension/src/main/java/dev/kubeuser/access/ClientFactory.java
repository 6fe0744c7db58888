package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.NoDelaySocketFactory;
import dev.kubeuser.credential.ClientCredential;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
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
        HandshakeCertificates tls = handshake(credential);
        return new OkHttpClient.Builder()
                .sslSocketFactory(tls.sslSocketFactory(), tls.trustManager())
                .dns(new ServerDns(cluster.server().getHost()))
                .socketFactory(new NoDelaySocketFactory())
                .proxy(Proxy.NO_PROXY)
                .build();
    }

    private HandshakeCertificates handshake(@Nullable ClientCredential credential) {
        HandshakeCertificates.Builder tls = new HandshakeCertificates.Builder();
        cluster.serverCertificateAuthorities().forEach(tls::addTrustedCertificate);
        if (credential != null) {
            tls.heldCertificate(new HeldCertificate(credential.keyPair(), credential.certificate()));
        }
        return tls.build();
    }

    private record ServerDns(String address) implements Dns {
        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            return hostname.equals(SERVER_NAME) ? List.of(InetAddress.getByName(address)) : Dns.SYSTEM.lookup(hostname);
        }
    }
}
