package dev.kubeuser.cluster.k3s;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.cluster.internal.ApiRequests;
import io.kubernetes.client.openapi.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Has one certificate signed, from request to approval to certificate, and deletes the request. That is the one way to
 * know that the next one will be signed too. The embedded control plane does the same before it says that it is ready.
 */
final class SigningProbe {

    private static final System.Logger LOG = System.getLogger(SigningProbe.class.getName());

    private static final String NAME = "kubeuser-readiness-probe";
    private static final String PATH = "apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final int SHORTEST_LIFETIME_SECONDS = 600;
    private static final int NOT_FOUND = 404;

    /** For a user without permissions, by a key that nobody has: so nobody can use the certificate. */
    private static final String REQUEST = """
            -----BEGIN CERTIFICATE REQUEST-----
            MIHdMIGFAgEAMCMxITAfBgNVBAMMGGt1YmV1c2VyLXJlYWRpbmVzcy1wcm9iZTBZ
            MBMGByqGSM49AgEGCCqGSM49AwEHA0IABOrtaSp9OeIpEMH/YvqmKz8W3DybaE2w
            75SmGrQNqEC0VyzttapLMdQYYVOOCxAMNoXE6f/yHw2m/7yu3LjuJUagADAKBggq
            hkjOPQQDAgNHADBEAiB4Pf1LO2Cbht5xQgDEmwwiHA6QIZLBNM1y7YEq6gqjVAIg
            a12G0ffQ66vOurzHXEfNJsbRGRpQNN6nvZkDA+oGRC8=
            -----END CERTIFICATE REQUEST-----
            """;

    private final ApiRequests admin;
    private @Nullable JsonObject request;
    private boolean isApproved;

    SigningProbe(ApiRequests admin) {
        this.admin = admin;
    }

    /** Whether the certificate is there, or the server does not serve requests for one. Takes the steps until then. */
    boolean isSigned() throws ApiException {
        if (request == null) {
            try {
                request = admin.post(admin.url(PATH), draft());
            } catch (ApiException refusal) {
                if (refusal.getCode() == NOT_FOUND) {
                    return true;
                }
                throw refusal;
            }
        }
        if (!isApproved) {
            admin.put(url(request, "approval"), approved(admin.get(url(request))));
            isApproved = true;
        }
        JsonElement certificate = status(admin.get(url(request))).get("certificate");
        return certificate != null && !certificate.getAsString().isEmpty();
    }

    /** Deletes the request, if there is one. */
    void remove() {
        if (request == null) {
            return;
        }
        JsonObject own = new JsonObject();
        own.add("uid", request.getAsJsonObject("metadata").get("uid"));
        try {
            admin.delete(url(request), own);
        } catch (ApiException left) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the readiness probe is left in the cluster", left);
        }
    }

    /** Several JVMs may probe a shared cluster at once, so each request has a name of its own. */
    private static JsonObject draft() {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", NAME + "-" + UUID.randomUUID());
        JsonArray usages = new JsonArray();
        usages.add("client auth");
        JsonObject spec = new JsonObject();
        spec.addProperty("request", Base64.getEncoder().encodeToString(REQUEST.getBytes(StandardCharsets.US_ASCII)));
        spec.addProperty("signerName", "kubernetes.io/kube-apiserver-client");
        spec.addProperty("expirationSeconds", SHORTEST_LIFETIME_SECONDS);
        spec.add("usages", usages);
        JsonObject draft = new JsonObject();
        draft.addProperty("apiVersion", "certificates.k8s.io/v1");
        draft.addProperty("kind", "CertificateSigningRequest");
        draft.add("metadata", metadata);
        draft.add("spec", spec);
        return draft;
    }

    private static JsonObject approved(JsonObject pending) {
        JsonObject condition = new JsonObject();
        Map.of(
                        "type",
                        "Approved",
                        "status",
                        "True",
                        "reason",
                        "ReadinessProbe",
                        "message",
                        "approved to find out whether certificates are signed")
                .forEach(condition::addProperty);
        JsonArray conditions = new JsonArray();
        conditions.add(condition);
        JsonObject status = status(pending);
        status.add("conditions", conditions);
        pending.add("status", status);
        return pending;
    }

    private static JsonObject status(JsonObject request) {
        return request.get("status") instanceof JsonObject status ? status : new JsonObject();
    }

    private HttpUrl url(JsonObject created, String... subresource) {
        String name = created.getAsJsonObject("metadata").get("name").getAsString();
        return subresource.length == 0 ? admin.url(PATH, name) : admin.url(PATH, name, subresource[0]);
    }
}
