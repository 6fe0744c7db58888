// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kubeuser.base.internal.Dialect;
import dev.kubeuser.base.internal.DnsNames;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Spelling;
import dev.kubeuser.query.internal.KnownVerbs;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A complete question about access: a verb, a resource or path, and where. Immutable and thread-safe; each method
 * returns a new question.
 *
 * <pre>{@code
 * list("pods").in("dev")
 * get("secrets").named("db").in("dev")
 * get("pods/log").in("dev")
 * update("deployments.apps/scale").inAllNamespaces()
 * list("nodes")
 * list("pods").where("spec.nodeName=worker-1").inAllNamespaces()
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

    /** The verb for a non-resource URL, as RBAC calls it, is the HTTP method. */
    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete", "options");

    /** RBAC takes any text, but components that check their own verb use a word. */
    private static final Pattern VERB = Pattern.compile("\\*|[A-Za-z][-:._A-Za-z0-9]*");

    private static final Pattern RESOURCE =
            Pattern.compile("(\\*|[A-Za-z][-A-Za-z0-9]*)(\\.(\\*|[-a-z0-9]+(\\.[-a-z0-9]+)*))?(/\\S+)?");

    /** The namespace is the one that was named: {@link #attributes} adds that of a Namespace object. */
    private final RequestAttributes request;

    private final boolean isInAll;
    private final boolean unchecked;
    private final Dialect dialect;

    private AccessQuery(RequestAttributes request, boolean isInAll, boolean unchecked, Dialect dialect) {
        this.request = request;
        this.isInAll = isInAll;
        this.unchecked = unchecked;
        this.dialect = dialect;
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
     * @param resourceOrPath for example {@code clusterroles.rbac.authorization.k8s.io} or {@code /metrics}; of
     *     {@code request-serviceaccounts-token-audience} the audience, and of
     *     {@code request-serviceaccounts-podcertificate-signer} the signer, as in {@code example.com/signer}
     * @throws AccessQueryException if the path is one of a resource
     */
    public static AccessQuery verb(String verb, String resourceOrPath) {
        return verb(verb, resourceOrPath, Dialect.JAVA);
    }

    /**
     * {@return the same question as {@link #verb(String, String)}, asked in other words}
     *
     * @param verb the verb, as in a rule
     * @param resourceOrPath for example {@code clusterroles.rbac.authorization.k8s.io} or {@code /metrics}
     * @param dialect the form whose words messages use
     * @throws AccessQueryException if the path is one of a resource
     */
    @API(status = API.Status.INTERNAL)
    public static AccessQuery verb(String verb, String resourceOrPath, Dialect dialect) {
        requireVerb(verb);
        if (KnownVerbs.isOfAnyText(verb) && !resourceOrPath.isBlank()) {
            ResourceName named = KnownVerbs.ofAnyText(verb, resourceOrPath);
            return new AccessQuery(named.request(verb, ""), false, false, dialect);
        }
        if (resourceOrPath.startsWith("/")) {
            requirePath(verb, resourceOrPath, dialect);
            return new AccessQuery(new NonResourceAttributes(verb, resourceOrPath), false, false, dialect);
        }
        if (!RESOURCE.matcher(resourceOrPath).matches()) {
            throw new AccessQueryException("\"" + resourceOrPath + "\" is not a resource: write it as kubectl does,"
                    + " pods, pods/log, deployments.apps/scale, or begin a URL with one /");
        }
        return new AccessQuery(ResourceName.parse(resourceOrPath).request(verb, ""), false, false, dialect);
    }

    private static void requireVerb(String verb) {
        if (!VERB.matcher(verb).matches() || isMiswritten(verb)) {
            throw new AccessQueryException("\"" + verb + "\" is not a verb: a verb is one word, such as list"
                    + Spelling.didYouMean(verb, KnownVerbs.OF_REQUESTS));
        }
    }

    /** A request's verb in another case, which would always be denied. */
    private static boolean isMiswritten(String verb) {
        String lower = verb.toLowerCase(Locale.ROOT);
        return !verb.equals(lower) && KnownVerbs.OF_REQUESTS.contains(lower);
    }

    private static void requirePath(String verb, String path, Dialect dialect) {
        if (!METHODS.contains(verb) && !verb.equals("*")) {
            throw new AccessQueryException("URLs are asked for by HTTP method, " + String.join(", ", METHODS)
                    + "; nobody can \"" + verb + "\" " + path + Spelling.didYouMean(verb, METHODS));
        }
        if (isResourcePath(path)) {
            throw new AccessQueryException(path + " is the path of a resource. Rules for URLs, such as get /api/*, say"
                    + " nothing about it: name verb and resource, as in "
                    + dialect.question("list", "pods", "dev"));
        }
        if (path.contains("?") || path.contains("#")) {
            throw new AccessQueryException(path + " is not the path of a request: leave out its query");
        }
        if (path.contains("*")) {
            throw new AccessQueryException(
                    path + " is not the path of a request: only rules have a *, so name one path");
        }
    }

    /** As the server distinguishes requests: /api/VERSION/RESOURCE and /apis/GROUP/VERSION/RESOURCE. */
    private static boolean isResourcePath(String path) {
        List<String> parts = Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
        return (path.startsWith("/api/") && parts.size() >= 3) || (path.startsWith("/apis/") && parts.size() >= 4);
    }

    /**
     * Refuses a name that no namespace can have.
     *
     * @throws AccessQueryException for such a name
     */
    @API(status = API.Status.INTERNAL)
    public static void requireNamespace(String name, Dialect dialect) {
        if (!DnsNames.isLabel(name)) {
            throw new AccessQueryException("\"" + name + "\" cannot be the name of a namespace: up to 63"
                    + " lower-case letters, digits and hyphens; for all at once there is "
                    + dialect.inAllNamespaces());
        }
    }

    /**
     * {@return the question that an authorizer is asked, however unusual its words}
     *
     * @param request verb, resource and name, with the namespace if there is one; or verb and path
     */
    @API(status = API.Status.INTERNAL)
    public static AccessQuery of(RequestAttributes request) {
        return new AccessQuery(request, false, false, Dialect.JAVA);
    }

    /**
     * {@return the same question about one named object}
     *
     * @param name of the object; for {@code list} and {@code watch} as in {@code --field-selector metadata.name=}
     */
    public AccessQuery named(String name) {
        ResourceAttributes resource = requireResource(dialect.named(name));
        if (name.isBlank()) {
            throw new AccessQueryException(dialect.named("") + " names no object: leave it out to ask for all of them");
        }
        return new AccessQuery(resource.named(name), isInAll, unchecked, dialect);
    }

    /**
     * {@return the same question about the objects that a field selector selects}
     *
     * <p>The node authorizer looks at selectors, and webhooks may. RBAC does not, but for {@code metadata.name}, which
     * is the same as {@link #named}. An access review does not check the fields: a real request with an unknown one is
     * answered 400, after authorization.
     *
     * @param fieldSelector for example {@code spec.nodeName=worker-1}; in addition to those before
     * @throws AccessQueryException if it is malformed, or if the verb is not list, watch or deletecollection
     */
    public AccessQuery where(String fieldSelector) {
        return selecting(fieldSelector, dialect.where(fieldSelector), ResourceAttributes::where);
    }

    /**
     * {@return the same question about the objects that a label selector selects, as for {@link #where}}
     *
     * @param labelSelector for example {@code app=web,tier in (front,back)}; in addition to those before
     * @throws AccessQueryException if it is malformed, or if the verb is not list, watch or deletecollection
     */
    public AccessQuery labelled(String labelSelector) {
        return selecting(labelSelector, dialect.labelled(labelSelector), ResourceAttributes::labelled);
    }

    private AccessQuery selecting(
            String selector, String part, BiFunction<ResourceAttributes, String, ResourceAttributes> way) {
        ResourceAttributes resource = requireResource(part);
        if (!resource.canSelect()) {
            throw new AccessQueryException("Authorizers see no selector of a request to " + resource.verb() + " "
                    + resource.resourceName() + ", only of list, watch and deletecollection: leave out " + part
                    + ", or name one object in " + dialect.objectName());
        }
        ResourceAttributes selected;
        try {
            selected = way.apply(resource, selector);
        } catch (IllegalArgumentException malformed) {
            throw new AccessQueryException(String.valueOf(malformed.getMessage()));
        }
        if (selected.equals(resource)) {
            throw new AccessQueryException(part + " selects nothing more: leave it out");
        }
        return new AccessQuery(selected, isInAll, unchecked, dialect);
    }

    /**
     * {@return the same question in one namespace}
     *
     * @param namespace its name; asking checks whether the cluster has it
     */
    public AccessQuery in(String namespace) {
        ResourceAttributes resource = requireResource(dialect.in(namespace));
        requireNamespace(namespace, dialect);
        return new AccessQuery(resource.in(namespace), false, unchecked, dialect);
    }

    /**
     * {@return the same as {@link #in}, for languages in which {@code in} is a keyword, such as Kotlin}
     *
     * @param namespace its name
     */
    public AccessQuery inNamespace(String namespace) {
        return in(namespace);
    }

    /** {@return the same question in all namespaces at once, for a namespaced resource} */
    public AccessQuery inAllNamespaces() {
        return new AccessQuery(requireResource(dialect.inAllNamespaces()).in(""), true, unchecked, dialect);
    }

    /**
     * Skips the checks, to ask about what the server's discovery does not show, such as a verb that only some
     * controller checks, or a namespace that does not exist yet. Typos then go unnoticed.
     *
     * @return the same question, asked as written
     */
    public AccessQuery unchecked() {
        return new AccessQuery(request, isInAll, true, dialect);
    }

    private ResourceAttributes requireResource(String part) {
        return forResource()
                .orElseThrow(() -> new AccessQueryException(
                        path() + " is a URL, which has no names and no namespaces: leave out " + part));
    }

    private Optional<ResourceAttributes> forResource() {
        return request instanceof ResourceAttributes resource ? Optional.of(resource) : Optional.empty();
    }

    /** {@return the attributes that the API server's authorizers are asked about} */
    @API(status = API.Status.INTERNAL)
    public RequestAttributes attributes() {
        return request instanceof ResourceAttributes resource && isOneNamespace(resource)
                ? resource.in(resource.name())
                : request;
    }

    /** A request for a Namespace object is in that namespace: a RoleBinding there may allow it. */
    private boolean isOneNamespace(ResourceAttributes resource) {
        return resource.resource().equals("namespaces")
                && resource.apiGroup().isEmpty()
                && resource.namespace().isEmpty()
                && !isInAll
                && !OF_ALL.contains(resource.verb());
    }

    /** {@return the same question about all objects} */
    @API(status = API.Status.INTERNAL)
    public AccessQuery nameless() {
        return forResource()
                .map(resource -> new AccessQuery(resource.named(""), isInAll, unchecked, dialect))
                .orElse(this);
    }

    /** {@return whether requests with this verb name an object to the authorizer, but this question names none} */
    @API(status = API.Status.INTERNAL)
    public boolean canBeNamed() {
        return request instanceof ResourceAttributes resource
                && resource.name().isEmpty()
                && !resource.verb().equals("deletecollection");
    }

    /** {@return the verb} */
    public String verb() {
        return request.verb();
    }

    /** {@return the resource as kubectl writes it, for example {@code deployments.apps/scale}; empty for a URL} */
    public String resource() {
        return forResource().map(asked -> asked.resourceName().toString()).orElse("");
    }

    /** {@return the resource, in its parts; empty ones for a URL} */
    @API(status = API.Status.INTERNAL)
    public ResourceName resourceName() {
        return forResource().map(ResourceAttributes::resourceName).orElseGet(() -> new ResourceName("", "", ""));
    }

    /** {@return the path of a URL; empty for a resource} */
    public String path() {
        return request instanceof NonResourceAttributes url ? url.path() : "";
    }

    /** {@return the name of the object; empty for all objects} */
    public String name() {
        return forResource().map(ResourceAttributes::name).orElse("");
    }

    /** {@return the field selector, without the name of one object; empty for all objects} */
    public String fieldSelector() {
        return forResource().map(ResourceAttributes::fieldSelector).orElse("");
    }

    /** {@return the label selector; empty for all objects} */
    public String labelSelector() {
        return forResource().map(ResourceAttributes::labelSelector).orElse("");
    }

    /** {@return the one namespace that it asks about; empty if it asks about none or all} */
    public Optional<String> namespace() {
        return Optional.of(request.namespace()).filter(name -> !name.isEmpty());
    }

    /** {@return whether it asks about all namespaces at once} */
    public boolean isInAllNamespaces() {
        return isInAll;
    }

    /** {@return whether it is asked as written, see {@link #unchecked}} */
    @API(status = API.Status.INTERNAL)
    public boolean isUnchecked() {
        return unchecked;
    }

    /** {@return the form whose words messages use} */
    @API(status = API.Status.INTERNAL)
    public Dialect dialect() {
        return dialect;
    }

    /** Compares what is asked, checked or not. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AccessQuery query && request.equals(query.request) && isInAll == query.isInAll;
    }

    @Override
    public int hashCode() {
        return Objects.hash(request, isInAll);
    }

    /** Shows verb, resource or path, name, selectors and place, for example {@code list pods in namespace "dev"}. */
    @Override
    public String toString() {
        return Printable.text(
                verb() + " " + forResource().map(ResourceAttributes::target).orElse(path()) + place());
    }

    private String place() {
        return isInAll
                ? " in all namespaces"
                : namespace().map(name -> " in namespace \"" + name + "\"").orElse("");
    }
}
