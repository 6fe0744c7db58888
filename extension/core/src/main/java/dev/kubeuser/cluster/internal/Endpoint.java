// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
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
    private static final String SERVER_NAME = "kubernetes";

    /** Copies the list. */
    public Endpoint {
        authorities = List.copyOf(authorities);
    }

    /**
     * The endpoint of a server started here, with nothing in front of it.
     *
     * @param address of the server
     * @param authorities verify its certificate
     */
    static Endpoint local(String address, List<X509Certificate> authorities) {
        HttpUrl server = HttpUrl.get(address);
        return new Endpoint(named(server, SERVER_NAME), server.host(), authorities, Proxy.NO_PROXY);
    }

    /**
     * {@return the certificates in PEM}
     *
     * @param what holds them, for the message if there are none
     */
    static List<X509Certificate> certificates(byte[] pem, String what) throws IOException {
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
            throw new IOException("its " + what + " holds no certificates", malformed);
        }
    }

    /** The URL with another server name, ending with a slash. */
    static HttpUrl named(HttpUrl url, String name) {
        HttpUrl.Builder named = url.newBuilder().host(name);
        return url.encodedPath().endsWith("/")
                ? named.build()
                : named.addPathSegment("").build();
    }

    /**
     * A new client that reaches the server and trusts its authorities.
     *
     * @param keys present the client's certificate, if it has one
     * @return what becomes the client; the caller adds other credentials
     */
    public OkHttpClient.Builder client(KeyManager... keys) {
        X509TrustManager trust = trust();
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys, new TrustManager[] {trust}, null);
            return new OkHttpClient.Builder()
                    .dns(this::lookup)
                    .proxy(proxy)
                    .socketFactory(new NoDelaySocketFactory())
                    .addInterceptor(Endpoint::interruptible)
                    .sslSocketFactory(tls.getSocketFactory(), trust);
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

    /** Whether a request for a URL goes to the API server, by any of its names. */
    public boolean covers(HttpUrl other) {
        return other.scheme().equals(url.scheme())
                && other.port() == url.port()
                && (other.host().equals(url.host()) || other.host().equals(address))
                && other.encodedPath().startsWith(url.encodedPath());
    }

    /** The URL as the API server sees it: a proxy in front of it may serve it below a path. */
    public HttpUrl seenByServer(HttpUrl sent) {
        int prefix = url.encodedPath().length() - 1;
        return prefix == 0
                ? sent
                : sent.newBuilder()
                        .encodedPath(sent.encodedPath().substring(prefix))
                        .build();
    }

    /**
     * The URL of an absolute path with its query.
     *
     * @throws IllegalArgumentException if it is not such a path
     */
    public HttpUrl resolve(String path) {
        HttpUrl resolved = path.startsWith("/") ? url.resolve(url.encodedPath() + path.substring(1)) : null;
        if (resolved == null || !resolved.host().equals(url.host())) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is not a path of the API server: begin it with one /, as in /api/v1/pods");
        }
        return resolved;
    }

    /** The server for messages: only the host and port of the URL. */
    String shown() {
        return url.scheme() + "://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + url.port();
    }

    private List<InetAddress> lookup(String hostname) throws UnknownHostException {
        return Dns.SYSTEM.lookup(hostname.equals(url.host()) ? address : hostname);
    }

    /**
     * Makes the interrupt of a request an {@link InterruptedIOException}. OkHttp throws an {@link InterruptedException}
     * while it connects, which Kotlin does not make it declare: no caller expects that, so none would tidy up after it.
     */
    private static Response interruptible(Interceptor.Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (IOException failure) {
            throw Thread.currentThread().isInterrupted() ? interrupted(chain.request(), failure) : failure;
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception undeclared) {
            if (undeclared instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw interrupted(chain.request(), undeclared);
        }
    }

    private static IOException interrupted(Request request, Exception cause) {
        IOException told = new InterruptedIOException(
                request.method() + " " + request.url().encodedPath() + " was interrupted");
        told.initCause(cause);
        return told;
    }

    /**
     * Makes sockets that send small packets at once (TCP_NODELAY). OkHttp leaves Nagle's algorithm on; over HTTP/2 on
     * loopback it waits for the server's delayed acknowledgement, which costs 40 ms per handshake and per cancelled
     * watch.
     *
     * <p>The sockets connect to the given address: OkHttp decides on proxies and makes its own sockets for SOCKS. A
     * plain socket would go through the JVM's SOCKS proxy even to a server of this machine that nothing is in front of.
     */
    private static final class NoDelaySocketFactory extends SocketFactory {

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket(Proxy.NO_PROXY);
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return connect(new InetSocketAddress(host, port), null);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return connect(new InetSocketAddress(host, port), null);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
                throws IOException {
            return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
        }

        private Socket connect(InetSocketAddress remote, @Nullable InetSocketAddress local) throws IOException {
            Socket socket = createSocket();
            socket.bind(local);
            socket.connect(remote);
            return socket;
        }
    }
}
