// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.webhook.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.AdmissionWebhooks;
import io.kubernetes.client.openapi.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

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

    /**
     * The webhooks that an object of a manifest makes the API server call.
     *
     * @param object the object as it is written
     * @param json a copy of it
     * @param configs the {@code clientConfig}s of the copy
     */
    private record WebhookClients(ManifestObject object, JsonObject json, List<JsonObject> configs) {

        private static final String CONFIG = "clientConfig";
        private static final String SERVICE = "service";

        /** The answers to what is malformed and to what is invalid. */
        private static final Set<Integer> REFUSALS = Set.of(400, 422);

        static WebhookClients of(ManifestObject object) {
            JsonObject json = object.json();
            List<JsonObject> configs = new ArrayList<>();
            if (AdmissionWebhooks.areIn(object)) {
                Json.list(json, "webhooks").forEach(webhook -> configs.add(Json.object(webhook, CONFIG)));
            } else if (object.group().equals("apiextensions.k8s.io")
                    && object.kind().equals("CustomResourceDefinition")) {
                JsonObject conversion = Json.object(Json.object(json, "spec"), "conversion");
                configs.add(Json.object(Json.object(conversion, "webhook"), CONFIG));
            }
            return new WebhookClients(object, json, configs);
        }

        /** Whether any names a service. */
        boolean haveServices() {
            return configs.stream().anyMatch(config -> config.has(SERVICE));
        }

        /**
         * Shows the API server the object as it is written, which it never gets otherwise: a service that production's
         * API server refuses must not pass. A dry run of a creation validates first, then finds out whether the object
         * exists.
         *
         * @throws ManifestException if the API server refuses it
         */
        void require(ApiRequests admin) {
            HttpUrl url = admin.url("apis/" + object.apiVersion(), object.kind().toLowerCase(Locale.ROOT) + "s")
                    .newBuilder()
                    .addQueryParameter("dryRun", "All")
                    .addQueryParameter("fieldValidation", "Strict")
                    .build();
            try {
                admin.post(url, object.json());
            } catch (ApiException refusal) {
                if (REFUSALS.contains(refusal.getCode())) {
                    String body = String.valueOf(refusal.getResponseBody());
                    throw new ManifestException(object.nearestOrigin(Status.refusedField(body)) + ": the webhooks of "
                            + object.kind() + " " + object.name()
                            + " were refused by the API server in a dry run, before they were made to call the test,"
                            + " with "
                            + refusal.getCode() + ": " + Status.messageIn(body));
                }
            }
        }

        /** Makes those that name a service call a server. */
        void redirect(WebhookServer server) {
            configs.stream().filter(config -> config.has(SERVICE)).forEach(config -> {
                String path = Json.text(config.remove(SERVICE), "path");
                config.addProperty("url", server.url(path).toString());
                config.addProperty("caBundle", base64(server.authority()));
            });
        }

        /** Returns the object without those that name a service; nothing if it has no others. */
        List<JsonObject> withoutServices() {
            if (!AdmissionWebhooks.areIn(object)) {
                json.getAsJsonObject("spec").remove("conversion");
                return List.of(json);
            }
            List<JsonElement> others = json.getAsJsonArray("webhooks").asList();
            others.removeIf(webhook -> Json.object(webhook, CONFIG).has(SERVICE));
            return others.isEmpty() ? List.of() : List.of(json);
        }

        /** Returns for example {@code the conversion of CustomResourceDefinition pages.example.com}. */
        String title() {
            return (AdmissionWebhooks.areIn(object) ? "" : "the conversion of ") + object.kind() + " " + object.name();
        }

        private static String base64(String pem) {
            return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
