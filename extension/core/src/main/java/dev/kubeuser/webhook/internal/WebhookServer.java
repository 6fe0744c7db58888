package dev.kubeuser.webhook.internal;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.tls.internal.Pem;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A server of webhooks, in place of the services that manifests name and that have no pods in a cluster of tests.
 *
 * @param address its host and port, as the API server reaches it
 * @param authority who signed its certificate, in PEM
 */
public record WebhookServer(String address, String authority) {

    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9.-]+):[1-9][0-9]{0,4}");

    /**
     * Requires that they can be those of a server.
     *
     * @throws IllegalArgumentException if the address is not {@code HOST:PORT}, or the authority not a certificate
     */
    public WebhookServer {
        if (!ADDRESS.matcher(address).matches()) {
            throw new IllegalArgumentException(
                    "\"" + Printable.text(address) + "\" is not a host with a port: write for example 127.0.0.1:9443");
        }
        try {
            Pem.readCertificate(authority);
        } catch (CertificateException malformed) {
            throw new IllegalArgumentException("the authority is not a certificate in PEM", malformed);
        }
    }

    /**
     * {@return where the API server calls a webhook}
     *
     * @throws IllegalArgumentException if a URL cannot have such a path
     */
    public URI url(String path) {
        try {
            return new URI("https://" + address + (path.startsWith("/") ? path : "/" + path));
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(
                    "A webhook cannot have the path \"" + Printable.text(path) + "\": " + malformed.getReason()
                            + ". Write it with percent signs, as %20 for a blank",
                    malformed);
        }
    }

    /**
     * {@return manifests whose webhooks call this server instead of a service}
     *
     * @param admin shows the API server the webhooks as they are written
     * @throws ManifestException if the API server refuses one of them as it is written
     */
    public Manifests redirect(Manifests manifests, ApiRequests admin) {
        Manifests redirected = manifests;
        for (ManifestObject object : manifests.objects()) {
            WebhookClients clients = WebhookClients.of(object);
            if (clients.haveServices()) {
                clients.require(admin);
                clients.redirect(this);
                redirected = redirected.replacing(object, List.of(clients.json()));
            }
        }
        return redirected;
    }

    /**
     * Manifests without the webhooks that call a service: with them, each write that they concern would fail.
     *
     * @param manifests all else
     * @param leftOut what has such webhooks, as in {@code ValidatingWebhookConfiguration quota-guard}
     */
    public record Without(Manifests manifests, List<String> leftOut) {

        /** {@return manifests without them} */
        public static Without of(Manifests manifests) {
            Manifests rest = manifests;
            List<String> leftOut = new ArrayList<>();
            for (ManifestObject object : manifests.objects()) {
                WebhookClients clients = WebhookClients.of(object);
                if (clients.haveServices()) {
                    leftOut.add(clients.title());
                    rest = rest.replacing(object, clients.withoutServices());
                }
            }
            return new Without(rest, leftOut);
        }
    }
}
