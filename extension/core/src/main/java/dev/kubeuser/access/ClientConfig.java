// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import dev.kubeuser.access.ClientRequest.Sender;
import dev.kubeuser.cluster.internal.KubeconfigContext;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.ClientCredential;
import java.net.Proxy;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.apiguardian.api.API;

/**
 * What a client of any library needs to act as a user on a cluster: what a kubeconfig with one context holds. The
 * client also reports its requests here. Immutable and thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">Organizing
 *     Cluster Access Using kubeconfig Files</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ClientConfig {

    private final ManagedCluster cluster;
    private final Sender sender;
    private final String namespace;

    ClientConfig(ManagedCluster cluster, Sender sender, String namespace) {
        this.cluster = cluster;
        this.sender = sender;
        this.namespace = namespace;
    }

    /** {@return the user name} */
    public String name() {
        return sender.user().name();
    }

    /** {@return the groups of the credential; the API server adds {@code system:authenticated}} */
    public Set<String> groups() {
        return sender.user().groups();
    }

    /** {@return the API server's URL} */
    public URI server() {
        return cluster.server();
    }

    /** {@return the name in the API server's certificate, if it is not the host of {@link #server()}} */
    public Optional<String> tlsServerName() {
        return KubeconfigContext.of(cluster).serverName();
    }

    /** {@return the authorities that sign the API server's certificate; empty for those that the JVM trusts} */
    public List<X509Certificate> authorities() {
        return cluster.endpoint().authorities();
    }

    /**
     * {@return the proxy in front of the API server, {@link Proxy#NO_PROXY} for none; empty for the JVM's own settings}
     */
    public Optional<Proxy> proxy() {
        return Optional.ofNullable(cluster.endpoint().proxy());
    }

    /** {@return the client certificate and its key, or those of the user's impersonator; empty if there are none} */
    public Optional<ClientCredential> certificate() {
        return sender.user().clientCertificate();
    }

    /**
     * {@return a supplier of the bearer token, to call for each request because tokens are renewed; empty if the user
     * has none}
     */
    public Optional<Supplier<String>> token() {
        return sender.user().bearerToken();
    }

    /** {@return the namespace of requests that name none} */
    public String namespace() {
        return namespace;
    }

    /**
     * Notes that a client is about to send a request. Call it on the thread of the test if you can: the request belongs
     * to the test of the calling thread.
     *
     * @param method the HTTP method; {@code GET} for a web socket
     * @param url the URL, with its query
     * @param headers the headers so far; only those named {@code Impersonate-} matter
     * @param body the body as text, or an empty text if there is none or it cannot be read twice; called only for
     *     objects that the API server checks a second time
     * @return the request, with the headers to add to it
     */
    public ClientRequest begin(String method, URI url, Map<String, List<String>> headers, Supplier<String> body) {
        Headers.Builder all = new Headers.Builder();
        headers.forEach((name, values) -> values.forEach(value -> all.addUnsafeNonAscii(name, value)));
        Headers added = sender.user().impersonation();
        return new ClientRequest(
                sender,
                method,
                HttpUrl.get(url.toString().replaceFirst("^ws", "http")),
                all.addAll(added).build(),
                added,
                body,
                false);
    }

    /** Names user and cluster, never a credential. */
    @Override
    public String toString() {
        return "\"" + name() + "\" on " + cluster + " in " + namespace;
    }
}
