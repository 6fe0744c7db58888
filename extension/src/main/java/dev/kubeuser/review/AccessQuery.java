package dev.kubeuser.review;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.review.internal.QueryScope;
import dev.kubeuser.review.internal.QuerySyntax;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * A complete question about access: a verb, a resource or path, and where. A value; each method returns another one.
 *
 * <pre>{@code
 * list("pods").in("dev")
 * get("secrets").named("db").in("dev")
 * get("pods/log").in("dev")
 * update("deployments.apps/scale").inAllNamespaces()
 * list("nodes")
 * get("/metrics")
 * verb("approve", "signers.certificates.k8s.io").named("kubernetes.io/kube-apiserver-client")
 * }</pre>
 *
 * <p>Resources are written in full, as in {@code kubectl auth can-i --list}: the plural, with the API group unless it is
 * the core group, with the subresource after a slash. Nothing is guessed: short names, singulars and kinds are refused,
 * with the name that was probably meant. Whether the server knows verb and resource, and whether the resource needs a
 * namespace, is checked when the question is asked, and so is whether the namespace is there; a mistake is an {@link AccessQueryException}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb">Request
 *     verbs and authorization</a>
 */
@CheckReturnValue
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AccessQuery {

    /** The requests of these verbs have no name in their URL. */
    private static final Set<String> NAMELESS = Set.of("create", "list", "watch", "deletecollection");

    private final String verb;
    private final @Nullable ResourceName resource;
    private final String path;
    private final String name;
    private final QueryScope scope;
    private final boolean unchecked;

    private AccessQuery(
            String verb,
            @Nullable ResourceName resource,
            String path,
            String name,
            QueryScope scope,
            boolean unchecked) {
        this.verb = verb;
        this.resource = resource;
        this.path = path;
        this.name = name;
        this.scope = scope;
        this.unchecked = unchecked;
    }

    /**
     * {@return whether one object can be read, or a URL outside of the API's resources}
     *
     * <p>A GET of {@code pods/exec}, {@code pods/attach} or {@code pods/portforward} upgrades to a WebSocket, for which the API
     * server asks for {@code create} besides, from v1.35 on: for these ask {@link #create} too.
     *
     * @param resourceOrPath for example {@code secrets}, {@code pods/log} or {@code /metrics}
     */
    public static AccessQuery get(String resourceOrPath) {
        return verb("get", resourceOrPath);
    }

    /**
     * {@return whether objects can be listed, their contents included}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery list(String resource) {
        return verb("list", resource);
    }

    /**
     * {@return whether objects can be watched, their contents included}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery watch(String resource) {
        return verb("watch", resource);
    }

    /**
     * {@return whether an object can be created}
     *
     * @param resource for example {@code pods} or {@code pods/exec}
     */
    public static AccessQuery create(String resource) {
        return verb("create", resource);
    }

    /**
     * {@return whether an object can be replaced}
     *
     * @param resource for example {@code deployments.apps} or {@code deployments.apps/scale}
     */
    public static AccessQuery update(String resource) {
        return verb("update", resource);
    }

    /**
     * {@return whether an object can be changed in part, or applied where there is one}
     *
     * @param resource for example {@code deployments.apps}
     */
    public static AccessQuery patch(String resource) {
        return verb("patch", resource);
    }

    /**
     * {@return whether an object can be deleted}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery delete(String resource) {
        return verb("delete", resource);
    }

    /**
     * {@return whether many objects can be deleted at once}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery deletecollection(String resource) {
        return verb("deletecollection", resource);
    }

    /**
     * {@return whether something can be done that has no method here, such as {@code bind}, {@code impersonate}, or {@code post} to a URL}
     *
     * @param verb as a rule writes it
     * @param resourceOrPath for example {@code clusterroles.rbac.authorization.k8s.io} or {@code /metrics}
     * @throws AccessQueryException if the path is one of a resource
     */
    public static AccessQuery verb(String verb, String resourceOrPath) {
        QuerySyntax.requireVerb(verb);
        if (resourceOrPath.startsWith("/")) {
            QuerySyntax.requirePath(verb, resourceOrPath);
            return new AccessQuery(verb, null, resourceOrPath, "", new QueryScope.Unspecified(), false);
        }
        QuerySyntax.requireResource(resourceOrPath);
        return new AccessQuery(verb, ResourceName.parse(resourceOrPath), "", "", new QueryScope.Unspecified(), false);
    }

    /**
     * {@return the question for what an authorizer is asked, however unusual its words}
     *
     * @param request verb, resource and name, in the namespace if there is one
     */
    public static AccessQuery of(ResourceAttributes request) {
        return new AccessQuery(
                request.verb(),
                new ResourceName(request.apiGroup(), request.resource(), request.subresource()),
                "",
                request.name(),
                request.namespace().isEmpty()
                        ? new QueryScope.Unspecified()
                        : new QueryScope.OneNamespace(request.namespace()),
                false);
    }

    /**
     * {@return the same for the object of a name only}
     *
     * @param name of the object; for {@code list} and {@code watch} as in {@code --field-selector metadata.name=}
     */
    public AccessQuery named(String name) {
        requireResource("named(\"" + name + "\")");
        if (name.isBlank()) {
            throw new AccessQueryException("named(\"\") names no object: leave it out to ask for all of them");
        }
        return new AccessQuery(verb, resource, path, name, scope, unchecked);
    }

    /**
     * {@return the same in one namespace}
     *
     * @param namespace its name; whether the cluster has it, is checked when the question is asked
     */
    public AccessQuery in(String namespace) {
        requireResource("in(\"" + namespace + "\")");
        QuerySyntax.requireNamespace(namespace);
        return new AccessQuery(verb, resource, path, name, new QueryScope.OneNamespace(namespace), unchecked);
    }

    /**
     * {@return the same as {@link #in}, for languages in which {@code in} is a keyword, such as Kotlin}
     *
     * @param namespace its name
     */
    public AccessQuery inNamespace(String namespace) {
        return in(namespace);
    }

    /**
     * {@return the same in all namespaces at once, for a namespaced resource}
     */
    public AccessQuery inAllNamespaces() {
        requireResource("inAllNamespaces()");
        return new AccessQuery(verb, resource, path, name, new QueryScope.AllNamespaces(), unchecked);
    }

    /**
     * Asks for what the server's discovery does not show, such as a verb that some controller alone checks, or in a
     * namespace that is not there yet. Then nobody notices a typing mistake.
     *
     * @return the same, asked as it is written
     */
    public AccessQuery unchecked() {
        return new AccessQuery(verb, resource, path, name, scope, true);
    }

    private void requireResource(String method) {
        if (resource == null) {
            throw new AccessQueryException(
                    path + " is a URL, which has no names and no namespaces: leave out " + method);
        }
    }

    /**
     * {@return what the API server's authorizers are asked for}
     */
    public RequestAttributes attributes() {
        return resource == null
                ? new NonResourceAttributes(verb, path)
                : new ResourceAttributes(
                        verb, resource.group(), resource.resource(), resource.subresource(), reviewNamespace(), name);
    }

    /** A request for a Namespace object is one in that namespace: there a RoleBinding may allow it. */
    private String reviewNamespace() {
        if (!(scope instanceof QueryScope.Unspecified)) {
            return scope.namespace().orElse("");
        }
        boolean ofNamespace = resource != null && resource.parent().equals(ResourceName.parse("namespaces"));
        return ofNamespace && !NAMELESS.contains(verb) ? name : "";
    }

    /**
     * {@return the same for all objects}
     */
    public AccessQuery nameless() {
        return new AccessQuery(verb, resource, path, "", scope, unchecked);
    }

    /**
     * {@return whether requests like it name an object to the authorizer, and it names none}
     */
    public boolean canBeNamed() {
        return resource != null
                && name.isEmpty()
                && !verb.equals("deletecollection")
                && (!verb.equals("create") || resource.isSubresource());
    }

    /**
     * {@return the verb}
     */
    public String verb() {
        return verb;
    }

    /**
     * {@return the resource as kubectl writes it, for example {@code deployments.apps/scale}; empty for a URL}
     */
    public String resource() {
        return resource == null ? "" : resource.toString();
    }

    /**
     * {@return the path of a URL; empty for a resource}
     */
    public String path() {
        return path;
    }

    /**
     * {@return the name of the object; empty for all objects}
     */
    public String name() {
        return name;
    }

    /**
     * {@return the one namespace that it asks about; empty for none and for all}
     */
    public Optional<String> namespace() {
        return scope.namespace();
    }

    /**
     * {@return whether it asks about all namespaces at once}
     */
    public boolean isInAllNamespaces() {
        return scope instanceof QueryScope.AllNamespaces;
    }

    /**
     * {@return whether it is asked as it is written, see {@link #unchecked}}
     */
    public boolean isUnchecked() {
        return unchecked;
    }

    /** Whether it asks the same, checked or not. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessQuery query
                && verb.equals(query.verb)
                && Objects.equals(resource, query.resource)
                && path.equals(query.path)
                && name.equals(query.name)
                && scope.equals(query.scope);
    }

    @Override
    public int hashCode() {
        return Objects.hash(verb, resource, path, name, scope);
    }

    /** Verb, resource or path, name and place, for example {@code list pods in namespace "dev"}. */
    @Override
    public String toString() {
        return Printable.text(
                resource == null
                        ? verb + " " + path
                        : verb + " " + resource + (name.isEmpty() ? "" : " \"" + name + "\"") + scope.words());
    }
}
