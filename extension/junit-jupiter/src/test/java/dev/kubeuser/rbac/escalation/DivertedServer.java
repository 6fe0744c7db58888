// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** The server of somebody to whom requests are diverted: keeps what it is sent, and answers as it is told. */
final class DivertedServer implements AutoCloseable {

    private final HeldCertificate certificate;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final UnaryOperator<String> answer;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    DivertedServer(UnaryOperator<String> answer) throws IOException {
        this(certificateFor("127.0.0.1"), answer);
    }

    static HeldCertificate certificateFor(String host) {
        return new HeldCertificate.Builder()
                .commonName("diverted")
                .addSubjectAlternativeName(host)
                .build();
    }

    /** With a certificate that somebody trusts. */
    DivertedServer(HeldCertificate certificate, UnaryOperator<String> answer) throws IOException {
        this.certificate = certificate;
        this.answer = answer;
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslContext()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(exchange.getRequestURI() + " of "
                + exchange.getRequestHeaders().getFirst("X-Remote-User") + ": " + body);
        byte[] bytes = answer.apply(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What came, each with its path and with who the API server says sent it. */
    List<String> received() {
        return received;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How a webhook names this server. */
    String clientConfig() {
        String pem = certificate.certificatePem();
        return "{\"url\": \"https://127.0.0.1:" + port() + "/\", \"caBundle\": \""
                + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
