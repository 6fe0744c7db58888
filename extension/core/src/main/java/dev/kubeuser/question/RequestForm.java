package dev.kubeuser.question;

import com.google.gson.JsonObject;
import dev.kubeuser.discovery.internal.ObjectKind;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.discovery.internal.ServedResource;
import dev.kubeuser.question.internal.KnownVerbs;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Writes the request that a question is about, as a dry run if it would change something.
 *
 * @param base of the server
 * @param query the question
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">Kubernetes API Concepts</a>
 */
record RequestForm(HttpUrl base, AccessQuery query) {

    private static final String PLACEHOLDER = "kubeuser-dry-run";
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType APPLY = MediaType.get("application/apply-patch+yaml");
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final Set<String> READING_URLS = Set.of("get", "head", "options");

    /** They connect to a container or another server, and a dry run would do so as well. */
    private static final Set<String> CONNECTING = Set.of("exec", "attach", "portforward", "proxy");

    /** For a question about a URL. */
    Request ofUrl(HttpUrl url) {
        if (!READING_URLS.contains(query.verb())) {
            throw new AccessQueryException(
                    "A " + query.verb() + " of " + query.path() + " cannot be tried without being done");
        }
        return request(query.verb().toUpperCase(Locale.ROOT), url.newBuilder(), null);
    }

    /** A write of a whole object. */
    Request ofObject(ServedResource resource, Write write, String content) {
        RequestBody body = RequestBody.create(content, write.operation() == Write.Operation.APPLY ? APPLY : JSON);
        return switch (write.operation()) {
            case CREATE -> request("POST", dry(creation(resource)), body);
            case UPDATE -> request("PUT", dry(object(resource)), body);
            case APPLY ->
                request(
                        "PATCH",
                        dry(object(resource))
                                .addQueryParameter("fieldManager", "kubeuser")
                                .addQueryParameter("force", "true"),
                        body);
            case PATCH -> request("PATCH", dry(object(resource)), write.patch());
            case DELETE -> request("DELETE", dry(object(resource)), null);
        };
    }

    Request ofResource(ServedResource resource, String json) {
        requirePossible(resource.name());
        return switch (query.verb()) {
            case "get" -> request("GET", object(resource), null);
            case "list" -> request("GET", collection(resource), null);
            case "watch" -> request("GET", watching(collection(resource)), null);
            case "create" ->
                request("POST", dry(creation(resource)), RequestBody.create(content(resource, json), JSON));
            case "update" -> request("PUT", dry(object(resource)), RequestBody.create(content(resource, json), JSON));
            case "patch" ->
                request(
                        "PATCH",
                        dry(object(resource)),
                        RequestBody.create(json.isEmpty() ? "{}" : json, Write.MERGE_PATCH));
            case "delete" -> request("DELETE", dry(object(resource)), null);
            case "deletecollection" -> request("DELETE", dry(collection(resource)), null);
            default -> throw noRequest();
        };
    }

    private void requirePossible(ResourceName resource) {
        if (!KnownVerbs.OF_REQUESTS.contains(query.verb())) {
            throw noRequest();
        }
        if (CONNECTING.contains(resource.subresource())) {
            throw new AccessQueryException(
                    "To " + query.verb() + " " + resource + " cannot be tried without being done");
        }
        if (query.verb().equals("create") && !query.name().isEmpty() && !resource.isSubresource()) {
            throw new AccessQueryException(
                    "A POST to create " + resource + " names no object to the authorizer: leave out" + " named(\""
                            + query.name() + "\"), or send Write.apply(...)");
        }
        boolean acrossNamespaces = query.verb().equals("list") || query.verb().equals("watch");
        if (query.isInAllNamespaces() && !acrossNamespaces) {
            throw new AccessQueryException("No request can " + query.verb() + " " + resource
                    + " in all namespaces at once: name one, .in(\"default\")");
        }
    }

    private AccessQueryException noRequest() {
        return new AccessQueryException("There is no request to \"" + query.verb()
                + "\": authorizers are asked for it while another request is handled");
    }

    private String content(ServedResource resource, String json) {
        return json.isEmpty() ? smallest(resource.objects()) : json;
    }

    /** Has only what every object must have. */
    private String smallest(ObjectKind kind) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name());
        query.namespace().ifPresent(namespace -> metadata.addProperty("namespace", namespace));
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", kind.apiVersion());
        object.addProperty("kind", kind.kind());
        object.add("metadata", metadata);
        if (kind.apiVersion().startsWith(RBAC) && kind.kind().endsWith("Binding")) {
            object.add("roleRef", roleRef());
        }
        return object.toString();
    }

    /** Without a role, the escalation check fails with 500 before anything is decided. */
    private static JsonObject roleRef() {
        JsonObject roleRef = new JsonObject();
        roleRef.addProperty("apiGroup", RBAC);
        roleRef.addProperty("kind", "ClusterRole");
        roleRef.addProperty("name", PLACEHOLDER);
        return roleRef;
    }

    /** The name in the question, or one that hardly any object has. */
    private String name() {
        return query.name().isEmpty() ? PLACEHOLDER : query.name();
    }

    /** All objects, or the named one by a field selector. */
    private HttpUrl.Builder collection(ServedResource resource) {
        HttpUrl.Builder url = plain(resource);
        return query.name().isEmpty() ? url : url.addQueryParameter("fieldSelector", "metadata.name=" + query.name());
    }

    private HttpUrl.Builder object(ServedResource resource) {
        HttpUrl.Builder url = plain(resource).addPathSegment(name());
        return resource.name().isSubresource()
                ? url.addPathSegment(resource.name().subresource())
                : url;
    }

    /** A subresource is created on an object. */
    private HttpUrl.Builder creation(ServedResource resource) {
        return resource.name().isSubresource() ? object(resource) : plain(resource);
    }

    private HttpUrl.Builder plain(ServedResource resource) {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(resource.basePath());
        query.namespace()
                .ifPresent(namespace -> url.addPathSegment("namespaces").addPathSegment(namespace));
        return url.addPathSegment(resource.name().resource());
    }

    private static HttpUrl.Builder dry(HttpUrl.Builder url) {
        return url.addQueryParameter("dryRun", "All");
    }

    private static HttpUrl.Builder watching(HttpUrl.Builder url) {
        return url.addQueryParameter("watch", "true").addQueryParameter("timeoutSeconds", "1");
    }

    private static Request request(String method, HttpUrl.Builder url, @Nullable RequestBody body) {
        return new Request.Builder().url(url.build()).method(method, body).build();
    }
}
