// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.webhook;

import dev.kubeuser.auth.internal.ServingCertificate;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.webhook.internal.WebhookServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import org.apiguardian.api.API;

/**
 * Where a test serves the admission and conversion webhooks of its manifests: an address, and a certificate for it. The
 * test starts the server, for example its operator's own.
 *
 * <pre>{@code
 * HttpsServer server = HttpsServer.create(webhooks.address(), 0);
 * server.setHttpsConfigurator(new HttpsConfigurator(webhooks.sslContext()));
 * }</pre>
 *
 * <p>The API server trusts an authority that is made for this endpoint and signs nothing else. Tests get an endpoint
 * injected by this type on a class with {@code @KubeWebhooks}. Immutable and thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/">Dynamic
 *     Admission Control</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WebhookEndpoint implements AutoCloseable {

    private static final int ATTEMPTS = 100;

    private final ApiRequests admin;
    private final InetSocketAddress address;
    private final ServingCertificate serving;
    private final Path directory;

    private WebhookEndpoint(ApiRequests admin, InetSocketAddress address, ServingCertificate serving, Path directory) {
        this.admin = admin;
        this.address = address;
        this.serving = serving;
        this.directory = directory;
    }

    /**
     * Chooses a free port, and issues a certificate.
     *
     * @param cluster the cluster whose API server calls the webhooks
     * @return the endpoint; close it to remove its files
     * @throws ConfigurationException if the API server cannot reach this process
     */
    @API(status = API.Status.INTERNAL)
    public static WebhookEndpoint of(Cluster cluster) {
        ManagedCluster managed = ManagedCluster.of(cluster);
        InetAddress host = managed.addressOfThisProcess()
                .orElseThrow(() -> new ConfigurationException(
                        "Webhooks cannot be served to the " + cluster.kind() + " cluster at " + cluster.server()
                                + ": its API server has no known way to this process. Run the test on an embedded"
                                + " cluster, or on k3s with an engine on this Linux machine",
                        null));
        try {
            InetSocketAddress address = new InetSocketAddress(host, freePort(host));
            ServingCertificate serving = ServingCertificate.issue(host);
            return new WebhookEndpoint(
                    managed.adminRequests(), address, serving, serving.write(cluster.directory(), "webhooks-"));
        } catch (IOException failure) {
            throw new UncheckedIOException("No webhook can be served at " + host.getHostAddress(), failure);
        }
    }

    /** Below the ports that systems give to connections: one of those could take the port before the test listens. */
    private static int freePort(InetAddress host) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (ServerSocket socket =
                    new ServerSocket(ThreadLocalRandom.current().nextInt(15_000, 30_000), 1, host)) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    /**
     * {@return where to listen: on 127.0.0.1 for an embedded cluster, on the address of the container network for k3s}
     */
    public InetSocketAddress address() {
        return address;
    }

    /** {@return the port to listen on} */
    public int port() {
        return address.getPort();
    }

    /**
     * {@return where the API server calls a webhook}
     *
     * @param path the path of the webhook, for example {@code /validate}
     * @throws IllegalArgumentException if it has characters that a URL has not, such as a blank
     */
    public URI url(String path) {
        return server().url(path);
    }

    private WebhookServer server() {
        return new WebhookServer(address.getAddress().getHostAddress() + ":" + port(), certificateAuthority());
    }

    /** {@return a context for a server of this JVM, with the certificate and its key} */
    public SSLContext sslContext() {
        return serving.sslContext();
    }

    /**
     * {@return the directory of mode 0700 with {@code tls.crt}, {@code tls.key} and {@code ca.crt}, as in a Secret of
     * type {@code kubernetes.io/tls}; it is removed when this is closed}
     */
    public Path directory() {
        return directory;
    }

    /** {@return the file with the certificate, in PEM} */
    public Path certificate() {
        return directory.resolve(ServingCertificate.CERTIFICATE);
    }

    /** {@return the file of mode 0600 with the certificate's private key, in PEM (PKCS#8)} */
    public Path privateKey() {
        return directory.resolve(ServingCertificate.KEY);
    }

    /**
     * {@return the authority that signed the certificate, in PEM: the {@code caBundle} of webhooks that call this
     * endpoint}
     */
    public String certificateAuthority() {
        return serving.authorityPem();
    }

    /**
     * Makes webhooks call this endpoint: those that name a {@code service} get the {@code url} with the path of the
     * service and a {@code caBundle} instead. That concerns ValidatingWebhookConfigurations,
     * MutatingWebhookConfigurations and the conversion of CustomResourceDefinitions. A webhook with a {@code url} of
     * its own stays. The API server first validates each of them as it is written, in a dry run.
     *
     * @param manifests the manifests
     * @return the same manifests, with these webhooks changed
     * @throws ManifestException if the API server refuses one of them as it is written
     */
    @API(status = API.Status.INTERNAL)
    public Manifests redirect(Manifests manifests) {
        return server().redirect(manifests, admin);
    }

    /** Removes the files. The test stops its server itself. */
    @Override
    public void close() {
        try {
            PrivateFiles.deleteRecursively(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(directory + " could not be removed", failure);
        }
    }

    /** The address. */
    @Override
    public String toString() {
        return "webhooks at " + url("/");
    }
}
