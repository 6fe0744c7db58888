// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.query.internal.ServedResource;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Requests for objects of any kind.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">Server-Side Apply</a>
 */
final class ObjectRequests {

    static final int OK = 200;
    static final int CREATED = 201;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    private static final int FORBIDDEN = 403;

    private static final String FORCE = "force=true";
    private static final String DRY_RUN = "dryRun=All";
    private static final String BEFORE_ANY = "1";
    private static final String NO_OBJECT = "kubeuser.dev/none";

    /** The cause that admission names. */
    private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    private static final String METADATA =
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, application/json";
    private static final MediaType APPLY = MediaType.get("application/apply-patch+yaml");
    private static final MediaType JSON = MediaType.get("application/json");

    private final KubeAccess access;

    ObjectRequests(KubeAccess access) {
        this.access = access;
    }

    /**
     * Opens the connection that all requests share. Requests that begin at once while there is none would each open
     * one, and most of the time for a small policy would go to TLS. Whatever the server answers, the connection is
     * there.
     */
    void connect() {
        access.get("/version");
    }

    KubeResponse get(Target target) {
        return access.send(new Request.Builder().url(url(target).build()).build());
    }

    /**
     * Whether admission refuses an object for the end of a former namespace, though there is a new one of that name.
     * Admission learns of namespaces from a watch, so it may learn of a new one a moment after its creator.
     */
    boolean isForFormerNamespace(Target target, KubeResponse refusal) {
        String namespace = target.namespace();
        if (namespace == null || refusal.code() != FORBIDDEN || !refusal.body().contains(NAMESPACE_TERMINATING)) {
            return false;
        }
        KubeResponse live = access.get("/api/v1/namespaces/" + namespace);
        return live.code() == OK && !isEnding(live);
    }

    static boolean isEnding(KubeResponse live) {
        return live.code() == OK && body(live).getAsJsonObject("metadata").has("deletionTimestamp");
    }

    /** Whether the API server answers a list from its cache, as informers ask for it. Selects nothing. */
    boolean canBeListed(ServedResource resource) {
        HttpUrl url = access.url("/" + resource.basePath())
                .newBuilder()
                .addPathSegment(resource.name().resource())
                .addQueryParameter("resourceVersion", "0")
                .addQueryParameter("labelSelector", NO_OBJECT)
                .build();
        return access.send(new Request.Builder().url(url).build()).code() == OK;
    }

    /**
     * Creates an object; if it exists, changes nothing and answers with a conflict. Answers with the metadata only.
     *
     * <p>Kinds of a policy have no default values, so a POST makes the same field manager own the same fields as an
     * apply would. It costs the server a third less, and policies have thousands of objects. Other kinds are applied
     * with resourceVersion 1, so that the request conflicts if the object exists.
     */
    KubeResponse create(Target target, JsonObject content) {
        Request.Builder request;
        if (target.isOfPolicy()) {
            request = new Request.Builder()
                    .url(strict(collection(target)).build())
                    .post(RequestBody.create(content.toString(), JSON));
        } else {
            content.getAsJsonObject("metadata").addProperty("resourceVersion", BEFORE_ANY);
            request = patch(target, content, FORCE);
        }
        return access.send(request.header("Accept", METADATA).build());
    }

    /** Applies an object, and takes over what others have set. */
    KubeResponse apply(Target target, JsonObject content) {
        return access.send(patch(target, content, FORCE).build());
    }

    /** The result that an apply would have; a conflict if it would change what others have set. */
    KubeResponse dryRun(Target target, JsonObject content) {
        return access.send(patch(target, content, DRY_RUN).build());
    }

    /** The result that an apply would have that takes over what others have set. */
    KubeResponse forcedDryRun(Target target, JsonObject content) {
        return access.send(patch(target, content, DRY_RUN + "&" + FORCE).build());
    }

    private Request.Builder patch(Target target, JsonObject content, String options) {
        HttpUrl.Builder url = strict(url(target).query(options));
        return new Request.Builder().url(url.build()).patch(RequestBody.create(content.toString(), APPLY));
    }

    /** Deletes an object. An object that others removed or replaced is no longer ours. */
    void remove(Target target, String uid) {
        KubeResponse response = delete(target, uid);
        boolean isGone = response.code() == NOT_FOUND || response.code() == CONFLICT;
        if (response.code() >= 300 && !isGone) {
            throw refused(target, "removing", response);
        }
        access.context().cluster().created().remove(uid);
    }

    /** Notes an object that was just created, until it is removed. */
    void note(Target target, String uid) {
        access.context().cluster().created().put(uid, url(target).build().toString());
    }

    private KubeResponse delete(Target target, String uid) {
        JsonObject options =
                Json.object(Map.of("propagationPolicy", "Background", "preconditions", Map.of("uid", uid)));
        return access.send(new Request.Builder()
                .url(url(target).build())
                .delete(RequestBody.create(options.toString(), JSON))
                .build());
    }

    private static HttpUrl.Builder strict(HttpUrl.Builder url) {
        return url.addQueryParameter("fieldManager", Run.MANAGER).addQueryParameter("fieldValidation", "Strict");
    }

    private HttpUrl.Builder url(Target target) {
        return collection(target).addPathSegment(target.object().name());
    }

    private HttpUrl.Builder collection(Target target) {
        HttpUrl.Builder url = access.url("/" + target.resource().basePath()).newBuilder();
        if (target.namespace() != null) {
            url.addPathSegment("namespaces").addPathSegment(target.namespace());
        }
        return url.addPathSegment(target.resource().name().resource());
    }

    /** Whether a live object has a condition with the status {@code True}. */
    static boolean hasCondition(KubeResponse live, String type) {
        return conditions(live).stream()
                .anyMatch(condition -> Json.text(condition, "type").equals(type)
                        && Json.text(condition, "status").equals("True"));
    }

    static List<JsonElement> conditions(KubeResponse live) {
        return live.code() == OK ? Json.list(Json.object(body(live), "status"), "conditions") : List.of();
    }

    /** The UID of an object that was just created. */
    static String uid(KubeResponse created) {
        return body(created).getAsJsonObject("metadata").get("uid").getAsString();
    }

    static JsonObject body(KubeResponse response) {
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    /** The server's message about a refusal. */
    static String message(KubeResponse refusal) {
        return Status.messageIn(refusal.body());
    }

    static ManifestException refused(Target target, String action, KubeResponse refusal) {
        return new ManifestException(
                target.object().nearestOrigin(Status.refusedField(refusal.body())) + ": " + action + " "
                        + target.title()
                        + " was refused by the API server with " + refusal.code() + ": " + message(refusal));
    }
}
