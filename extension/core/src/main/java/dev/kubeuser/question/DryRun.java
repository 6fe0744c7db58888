// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Sends real requests that change nothing: those that would write carry {@code dryRun=All}. The server authenticates,
 * authorizes, admits and validates them like any other, so the answer also shows what an access review does not know,
 * such as admission.
 *
 * <pre>{@code
 * assertThat(DryRun.of(alice).send(create("deployments.apps").in("dev"))).isAuthorized();
 * assertThat(DryRun.of(alice).send(delete("pods").named("web").in("dev"))).isForbiddenBy(Refusal.AUTHORIZATION);
 * }</pre>
 *
 * <p>Thread-safe: threads may send requests at once.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run">Dry-run</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DryRun {

    private final KubeAccess access;

    private DryRun(KubeAccess access) {
        this.access = access;
    }

    /**
     * {@return a {@code DryRun} that sends requests as a user}
     *
     * @param access of the user
     */
    public static DryRun of(KubeAccess access) {
        return new DryRun(access);
    }

    /**
     * Sends the request that a question is about. If the request needs an object, it carries the smallest one: a kind,
     * a name and, for a binding, a role that does not exist. The server may find that invalid and answer 422, which
     * comes after authorization. If the request needs a name and the question has none, the name is
     * {@code kubeuser-dry-run}.
     *
     * @param query a question with a request's verb, such as {@code create("configmaps").in("dev")}; a {@code watch}
     *     ends after a second
     * @return the answer, whatever its code
     * @throws AccessQueryException if no request has this verb, or if even a dry run would have an effect, as that of
     *     {@code create("pods/exec")}
     */
    public KubeResponse send(AccessQuery query) {
        return send(query, "");
    }

    /**
     * Sends the request that a question is about with your own object.
     *
     * @param query a question whose request sends an object: {@code create}, {@code update} or {@code patch}, which is
     *     a JSON merge patch
     * @param json the object or the patch; empty for the smallest one
     * @return the answer, whatever its code
     * @throws AccessQueryException as in {@link #send(AccessQuery)}
     */
    public KubeResponse send(AccessQuery query, String json) {
        ClusterContext cluster = access.context();
        cluster.require(query);
        if (!query.path().isEmpty()) {
            return answer(RequestForm.ofUrl(query, access.url(query.path())));
        }
        ResourceName name = query.resourceName();
        ServedResource resource = cluster.discovery()
                .get()
                .find(name)
                .orElseThrow(() -> new AccessQueryException("The API server has no path for " + name
                        + ": authorizers are asked for it while another request is handled"));
        RequestForm form = new RequestForm(access.baseUrl(), query, resource);
        return answer(form.sending(form.body(json)));
    }

    /**
     * Sends the write of an object.
     *
     * @param write for example {@code createObject(Manifests.load("pod.yaml")).in("prod")}
     * @return the answer, whatever its code
     * @throws AccessQueryException if the server does not know the kind or the namespace
     */
    public KubeResponse send(Write write) {
        ServedResource resource = resource(write.object());
        AccessQuery query = write.query(resource, access.namespace());
        access.context().requireAnswerable(query);
        return answer(new RequestForm(access.baseUrl(), query, resource).sending(write.body(query)));
    }

    private KubeResponse answer(Request request) {
        KubeResponse answer = access.send(request);
        ObservedRequest.probed(answer);
        return answer;
    }

    private ServedResource resource(ManifestObject object) {
        return access.context()
                .discovery()
                .find(new ServedResource.Kind(object.apiVersion(), object.kind()))
                .orElseThrow(() -> new AccessQueryException(object.origin() + ": the API server knows no "
                        + object.kind()
                        + " in " + object.apiVersion() + ". Is it spelled right, and is its CustomResourceDefinition in"
                        + " the cluster?"));
    }

    /**
     * Writes the request that a question is about, as a dry run if it would change something.
     *
     * @param base of the server
     * @param query the question
     * @param resource what it is about
     * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">Kubernetes API Concepts</a>
     */
    private record RequestForm(HttpUrl base, AccessQuery query, ServedResource resource) {

        private static final String PLACEHOLDER = "kubeuser-dry-run";
        private static final String RBAC = "rbac.authorization.k8s.io";
        private static final Set<String> READING_URLS = Set.of("get", "head", "options");

        /** Subresources that connect to a container or another server, which a dry run would do as well. */
        private static final Set<String> CONNECTING = Set.of("exec", "attach", "portforward", "proxy");

        /** The request for a question about a URL. */
        static Request ofUrl(AccessQuery query, HttpUrl url) {
            if (!READING_URLS.contains(query.verb())) {
                throw new AccessQueryException(
                        "A " + query.verb() + " of " + query.path() + " cannot be tried without being done");
            }
            return request(query.verb().toUpperCase(Locale.ROOT), url.newBuilder(), null);
        }

        /**
         * The request for a question about a resource.
         *
         * @param body what a request sends that writes an object
         */
        Request sending(RequestBody body) {
            requirePossible(resource.name());
            return switch (query.verb()) {
                case "get" -> request("GET", object(), null);
                case "list" -> request("GET", collection(), null);
                case "watch" ->
                    request(
                            "GET",
                            collection().addQueryParameter("watch", "true").addQueryParameter("timeoutSeconds", "1"),
                            null);
                case "create" -> request("POST", dry(resource.name().isSubresource() ? object() : plain()), body);
                case "update" -> request("PUT", dry(object()), body);
                case "patch" -> request("PATCH", patching(dry(object()), body), body);
                case "delete" -> request("DELETE", dry(object()), null);
                case "deletecollection" -> request("DELETE", dry(collection()), null);
                default -> throw noRequest();
            };
        }

        /** Only an apply may be forced. */
        private static HttpUrl.Builder patching(HttpUrl.Builder url, RequestBody body) {
            return String.valueOf(body.contentType()).startsWith(Write.APPLY_PATCH.toString())
                    ? url.addQueryParameter("fieldManager", "kubeuser").addQueryParameter("force", "true")
                    : url;
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
                                + query.name() + "\"), or send Write.applyObject(...)");
            }
            boolean acrossNamespaces =
                    query.verb().equals("list") || query.verb().equals("watch");
            if (query.isInAllNamespaces() && !acrossNamespaces) {
                throw new AccessQueryException("No request can " + query.verb() + " " + resource
                        + " in all namespaces at once: name one, .in(\"default\")");
            }
        }

        private AccessQueryException noRequest() {
            return new AccessQueryException("There is no request to \"" + query.verb()
                    + "\": authorizers are asked for it while another request is handled");
        }

        /** An object or a merge patch; the smallest one if the text is empty. */
        RequestBody body(String json) {
            boolean isPatch = query.verb().equals("patch");
            String smallest = isPatch ? "{}" : smallest(resource.objects());
            return RequestBody.create(json.isEmpty() ? smallest : json, isPatch ? Write.MERGE_PATCH : Write.JSON);
        }

        /** Has only what every object must have. */
        private String smallest(ServedResource.Kind kind) {
            Map<String, Object> metadata = new HashMap<>(Map.of("name", name()));
            query.namespace().ifPresent(namespace -> metadata.put("namespace", namespace));
            Map<String, Object> object =
                    new HashMap<>(Map.of("apiVersion", kind.apiVersion(), "kind", kind.kind(), "metadata", metadata));
            if (kind.apiVersion().startsWith(RBAC) && kind.kind().endsWith("Binding")) {
                // Without a role, the escalation check fails with 500 before anything is decided.
                object.put("roleRef", Map.of("apiGroup", RBAC, "kind", "ClusterRole", "name", PLACEHOLDER));
            }
            return Json.object(object).toString();
        }

        /** The name in the question, or one that hardly any object has. */
        private String name() {
            return query.name().isEmpty() ? PLACEHOLDER : query.name();
        }

        /** All objects, or those that selectors select, which may be by name. */
        private HttpUrl.Builder collection() {
            HttpUrl.Builder url = plain();
            if (query.attributes() instanceof ResourceAttributes asked) {
                Map.of("fieldSelector", asked.sentFieldSelector(), "labelSelector", asked.labelSelector())
                        .forEach((parameter, selector) -> {
                            if (!selector.isEmpty()) {
                                url.addQueryParameter(parameter, selector);
                            }
                        });
            }
            return url;
        }

        private HttpUrl.Builder object() {
            HttpUrl.Builder url = plain().addPathSegment(name());
            return resource.name().isSubresource()
                    ? url.addPathSegment(resource.name().subresource())
                    : url;
        }

        private HttpUrl.Builder plain() {
            HttpUrl.Builder url = base.newBuilder().addPathSegments(resource.basePath());
            query.namespace()
                    .ifPresent(namespace -> url.addPathSegment("namespaces").addPathSegment(namespace));
            return url.addPathSegment(resource.name().resource());
        }

        private static HttpUrl.Builder dry(HttpUrl.Builder url) {
            return url.addQueryParameter("dryRun", "All");
        }

        private static Request request(String method, HttpUrl.Builder url, @Nullable RequestBody body) {
            return new Request.Builder().url(url.build()).method(method, body).build();
        }
    }
}
