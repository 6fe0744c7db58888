package dev.kubeuser.question;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.discovery.internal.ResourceName;
import dev.kubeuser.question.internal.QuerySyntax;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * A complete question about access: a verb, a resource or path, and where. Immutable and thread-safe; each method returns a new
 * question.
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
 * <p>Write resources in full, as {@code kubectl auth can-i --list} does: the plural, with the API group unless it is
 * the core group, and the subresource after a slash. Nothing is guessed: short names, singulars and kinds are rejected,
 * with the name that was probably meant. Asking checks whether the server knows verb and resource, whether the resource
 * needs a namespace, and whether the namespace exists. A mistake throws an {@link AccessQueryException}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb">Request
 *     verbs and authorization</a>
 */
@CheckReturnValue
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class AccessQuery {

    /** Requests with these verbs are in no namespace if they are for Namespaces, even if they name one. */
    private static final Set<String> OF_ALL = Set.of("create", "list", "watch", "deletecollection");

    private final String verb;
    private final @Nullable ResourceName resource;
    private final String path;
    private final String name;
    private final String namespace;
    private final boolean isInAll;
    private final boolean unchecked;

    private AccessQuery(
            String verb,
            @Nullable ResourceName resource,
            String path,
            String name,
            String namespace,
            boolean isInAll,
            boolean unchecked) {
        this.verb = verb;
        this.resource = resource;
        this.path = path;
        this.name = name;
        this.namespace = namespace;
        this.isInAll = isInAll;
        this.unchecked = unchecked;
    }

    /**
     * {@return a question about reading one object, or a URL outside of the API's resources}
     *
     * <p>A GET of {@code pods/exec}, {@code pods/attach} or {@code pods/portforward} upgrades to a WebSocket. From
     * v1.35 on, the API server also requires {@code create} for that, so ask {@link #create} too.
     *
     * @param resourceOrPath for example {@code secrets}, {@code pods/log} or {@code /metrics}
     */
    public static AccessQuery get(String resourceOrPath) {
        return verb("get", resourceOrPath);
    }

    /**
     * {@return a question about listing objects, including their contents}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery list(String resource) {
        return verb("list", resource);
    }

    /**
     * {@return a question about watching objects, including their contents}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery watch(String resource) {
        return verb("watch", resource);
    }

    /**
     * {@return a question about creating an object}
     *
     * <p>A POST names no object to the authorizer. A server-side apply or a PUT that creates an object does: for that,
     * ask {@code .named(...)}, and {@link #patch} or {@link #update} too.
     *
     * @param resource for example {@code pods} or {@code pods/exec}
     */
    public static AccessQuery create(String resource) {
        return verb("create", resource);
    }

    /**
     * {@return a question about replacing an object}
     *
     * @param resource for example {@code deployments.apps} or {@code deployments.apps/scale}
     */
    public static AccessQuery update(String resource) {
        return verb("update", resource);
    }

    /**
     * {@return a question about changing part of an object, or applying an existing one}
     *
     * @param resource for example {@code deployments.apps}
     */
    public static AccessQuery patch(String resource) {
        return verb("patch", resource);
    }

    /**
     * {@return a question about deleting an object}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery delete(String resource) {
        return verb("delete", resource);
    }

    /**
     * {@return a question about deleting many objects at once}
     *
     * @param resource for example {@code pods}
     */
    public static AccessQuery deletecollection(String resource) {
        return verb("deletecollection", resource);
    }

    /**
     * {@return a question about a verb that has no method here, such as {@code bind}, {@code impersonate}, or
     * {@code post} to a URL}
     *
     * @param verb the verb, as in a rule
     * @param resourceOrPath for example {@code clusterroles.rbac.authorization.k8s.io} or {@code /metrics}
     * @throws AccessQueryException if the path is one of a resource
     */
    public static AccessQuery verb(String verb, String resourceOrPath) {
        QuerySyntax.requireVerb(verb);
        if (resourceOrPath.startsWith("/")) {
            QuerySyntax.requirePath(verb, resourceOrPath);
            return new AccessQuery(verb, null, resourceOrPath, "", "", false, false);
        }
        QuerySyntax.requireResource(resourceOrPath);
        return new AccessQuery(verb, ResourceName.parse(resourceOrPath), "", "", "", false, false);
    }

    /**
     * {@return the question that an authorizer is asked, however unusual its words}
     *
     * @param request verb, resource and name, with the namespace if there is one; or verb and path
     */
    public static AccessQuery of(RequestAttributes request) {
        if (request instanceof NonResourceAttributes url) {
            return new AccessQuery(url.verb(), null, url.path(), "", "", false, false);
        }
        ResourceAttributes resource = (ResourceAttributes) request;
        return new AccessQuery(
                resource.verb(),
                new ResourceName(resource.apiGroup(), resource.resource(), resource.subresource()),
                "",
                resource.name(),
                resource.namespace(),
                false,
                false);
    }

    /**
     * {@return the same question about one named object}
     *
     * @param name of the object; for {@code list} and {@code watch} as in {@code --field-selector metadata.name=}
     */
    public AccessQuery named(String name) {
        requireResource("named(\"" + name + "\")");
        if (name.isBlank()) {
            throw new AccessQueryException("named(\"\") names no object: leave it out to ask for all of them");
        }
        return new AccessQuery(verb, resource, path, name, namespace, isInAll, unchecked);
    }

    /**
     * {@return the same question in one namespace}
     *
     * @param namespace its name; asking checks whether the cluster has it
     */
    public AccessQuery in(String namespace) {
        requireResource("in(\"" + namespace + "\")");
        QuerySyntax.requireNamespace(namespace);
        return new AccessQuery(verb, resource, path, name, namespace, false, unchecked);
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
     * {@return the same question in all namespaces at once, for a namespaced resource}
     */
    public AccessQuery inAllNamespaces() {
        requireResource("inAllNamespaces()");
        return new AccessQuery(verb, resource, path, name, "", true, unchecked);
    }

    /**
     * Skips the checks, to ask about what the server's discovery does not show, such as a verb that only some
     * controller checks, or a namespace that does not exist yet. Typos then go unnoticed.
     *
     * @return the same question, asked as written
     */
    public AccessQuery unchecked() {
        return new AccessQuery(verb, resource, path, name, namespace, isInAll, true);
    }

    private void requireResource(String method) {
        if (resource == null) {
            throw new AccessQueryException(
                    path + " is a URL, which has no names and no namespaces: leave out " + method);
        }
    }

    /**
     * {@return the attributes that the API server's authorizers are asked about}
     */
    public RequestAttributes attributes() {
        return resource == null
                ? new NonResourceAttributes(verb, path)
                : new ResourceAttributes(
                        verb, resource.group(), resource.resource(), resource.subresource(), reviewNamespace(), name);
    }

    /** A request for a Namespace object counts as one in that namespace: a RoleBinding there may allow it. */
    private String reviewNamespace() {
        if (isInAll || !namespace.isEmpty()) {
            return namespace;
        }
        boolean ofNamespace = resource != null && resource.parent().equals(ResourceName.parse("namespaces"));
        return ofNamespace && !OF_ALL.contains(verb) ? name : "";
    }

    /**
     * {@return the same question about all objects}
     */
    public AccessQuery nameless() {
        return new AccessQuery(verb, resource, path, "", namespace, isInAll, unchecked);
    }

    /**
     * {@return whether requests with this verb name an object to the authorizer, but this question names none}
     */
    public boolean canBeNamed() {
        return resource != null && name.isEmpty() && !verb.equals("deletecollection");
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
     * {@return the one namespace that it asks about; empty if it asks about none or all}
     */
    public Optional<String> namespace() {
        return Optional.of(namespace).filter(name -> !name.isEmpty());
    }

    /**
     * {@return whether it asks about all namespaces at once}
     */
    public boolean isInAllNamespaces() {
        return isInAll;
    }

    /**
     * {@return whether it is asked as written, see {@link #unchecked}}
     */
    public boolean isUnchecked() {
        return unchecked;
    }

    /** Compares what is asked, checked or not. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessQuery query
                && verb.equals(query.verb)
                && Objects.equals(resource, query.resource)
                && path.equals(query.path)
                && name.equals(query.name)
                && namespace.equals(query.namespace)
                && isInAll == query.isInAll;
    }

    @Override
    public int hashCode() {
        return Objects.hash(verb, resource, path, name, namespace, isInAll);
    }

    /** Shows verb, resource or path, name and place, for example {@code list pods in namespace "dev"}. */
    @Override
    public String toString() {
        return Printable.text(
                resource == null
                        ? verb + " " + path
                        : verb + " " + resource + (name.isEmpty() ? "" : " \"" + name + "\"") + place());
    }

    private String place() {
        if (isInAll) {
            return " in all namespaces";
        }
        return namespace.isEmpty() ? "" : " in namespace \"" + namespace + "\"";
    }
}
