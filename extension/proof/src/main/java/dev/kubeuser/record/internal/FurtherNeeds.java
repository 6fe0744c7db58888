// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.internal.Signer;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API server asks authorizers for besides a request itself, because of what it does or writes. A request that
 * passed had it; one that was refused may have lacked it.
 *
 * @param request the request
 * @param object what it wrote or would have written; null if that is not known
 * @param server the API server
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
 *     escalation prevention</a>
 */
public record FurtherNeeds(
        ResourceAttributes request, @Nullable JsonObject object, Server server) {

    private static final Set<String> WRITING = Set.of("create", "update", "patch");
    private static final Set<String> STREAMS = Set.of("exec", "attach", "portforward");
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String CERTIFICATES = "certificates.k8s.io";
    private static final Set<String> ROLES = Set.of("roles", "clusterroles");
    private static final Set<String> BINDINGS = Set.of("rolebindings", "clusterrolebindings");
    private static final Map<String, String> SIGNER_VERBS = Map.of(
            "certificatesigningrequests/approval", "approve",
            "certificatesigningrequests/status", "sign",
            "podcertificaterequests/status", "sign",
            "clustertrustbundles", "attest");

    /** Stands for each resource or API group, as in rules. */
    private static final String ANY = "*";

    /**
     * What an API server asks authorizers for, and serves: objects refer to others by their kinds, and rules by their
     * resources.
     *
     * @param features what it checks that some versions do not
     * @param discovery what it serves, which is asked only for the resources of kinds
     */
    public record Server(Set<ServerFeature> features, Supplier<Discovery> discovery) {

        /** Returns what a request needs besides itself; empty for a path, which needs nothing else. */
        Optional<FurtherNeeds> needs(AttributedRequest observed) {
            return observed.request() instanceof ResourceAttributes resource
                    ? Optional.of(new FurtherNeeds(resource, observed.object(), this))
                    : Optional.empty();
        }

        /**
         * Returns the ways to impersonate, of which one is enough.
         *
         * @param headers whom a request impersonates
         * @param request the request
         * @param mode the mode of impersonation, as the audit log has it; null if it is not known
         */
        List<List<RequestAttributes>> impersonation(
                Impersonation headers, RequestAttributes request, @Nullable String mode) {
            return headers.ways(request, features.contains(ServerFeature.CONSTRAINED_IMPERSONATION) ? mode : "");
        }

        /**
         * Returns a request for objects of a kind in a namespace, or without one if they are in none; for any resource
         * of the API group if it is not known which.
         */
        ResourceAttributes resource(String verb, String apiVersion, String kind, String namespace) {
            int slash = apiVersion.indexOf('/');
            return find(new ServedResource.Kind(apiVersion, kind))
                    .map(found -> ResourceAttributes.of(
                                    verb, found.name().group(), found.name().resource())
                            .in(found.isNamespaced() ? namespace : ""))
                    .orElseGet(() -> ResourceAttributes.of(verb, slash < 0 ? "" : apiVersion.substring(0, slash), ANY)
                            .in(namespace));
        }

        private Optional<ServedResource> find(ServedResource.Kind kind) {
            try {
                return discovery.get().find(kind);
            } catch (ClusterException gone) {
                return Optional.empty();
            }
        }
    }

    /** Whether it writes an object. */
    public boolean isWrite() {
        return WRITING.contains(request.verb());
    }

    /** Whether a 403 need not be about a request itself, but may be about what it writes. */
    public static boolean concern(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && WRITING.contains(resource.verb())
                && (resource.apiGroup().equals(CERTIFICATES) || isOf(ROLES, resource) || isOf(BINDINGS, resource));
    }

    private static boolean isOf(Set<String> resources, ResourceAttributes request) {
        return request.apiGroup().equals(RBAC) && resources.contains(request.resource());
    }

    public boolean isOfRole() {
        return isOf(ROLES, request);
    }

    public boolean isOfBinding() {
        return isOf(BINDINGS, request);
    }

    /** Whether it creates an object if there is none, as a PUT or an apply does. Then it needs {@link #create()}. */
    public boolean mayCreate() {
        return isWrite() && !request.verb().equals("create");
    }

    /** Whether it opens a stream by GET. Then it needs {@link #create()}. */
    public boolean isStreamByGet() {
        return server.features().contains(ServerFeature.CREATE_FOR_STREAMS)
                && request.verb().equals("get")
                && request.apiGroup().isEmpty()
                && request.resource().equals("pods")
                && STREAMS.contains(request.subresource());
    }

    public RequestAttributes create() {
        return request.withVerb("create");
    }

    /** To write a role, unless its rules are held. */
    public RequestAttributes escalate() {
        return request.withVerb("escalate");
    }

    /** The role of a written binding; empty if it cannot be read, as of a patch that does not name it. */
    public Optional<RoleReference> boundRole() {
        return WrittenRoles.bound(request, object);
    }

    /** To write a binding, unless the rules of its role are held. */
    public RequestAttributes bind(RoleReference role) {
        return bind(role.isClusterWide() ? "clusterroles" : "roles").named(role.name());
    }

    /** The same for a role that is not known. */
    public List<RequestAttributes> bindAny() {
        return request.namespace().isEmpty()
                ? List.of(bind("clusterroles"))
                : List.of(bind("clusterroles"), bind("roles"));
    }

    private ResourceAttributes bind(String roles) {
        return ResourceAttributes.of("bind", RBAC, roles).in(request.namespace());
    }

    /** To sign or approve for a signer, by its name or for its whole domain: one is enough. Empty if there is none. */
    public List<RequestAttributes> signer() {
        String verb = SIGNER_VERBS.get(request.resourceInRules());
        String signer = Json.text(Json.object(object, "spec"), "signerName");
        return verb == null || !request.apiGroup().equals(CERTIFICATES) || signer.isEmpty()
                ? List.of()
                : new Signer(signer)
                        .resourceNames().stream()
                                .map(name -> signer(verb, name))
                                .toList();
    }

    /** The same for one name, or for any if the name is empty. */
    public static RequestAttributes signer(String verb, String name) {
        return ResourceAttributes.of(verb, CERTIFICATES, "signers").named(name);
    }

    /**
     * To write an object that blocks the deletion of its owners, under the admission plugin
     * OwnerReferencesPermissionEnforcement: for each of these owners.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#ownerreferencespermissionenforcement">OwnerReferencesPermissionEnforcement</a>
     */
    public List<RequestAttributes> finalizers() {
        return Json.list(Json.object(object, "metadata"), "ownerReferences").stream()
                .filter(owner -> Json.text(owner, "blockOwnerDeletion").equals("true"))
                .map(this::finalizers)
                .toList();
    }

    private RequestAttributes finalizers(JsonElement owner) {
        return server.resource("update", Json.text(owner, "apiVersion"), Json.text(owner, "kind"), request.namespace())
                .subresource("finalizers")
                .named(Json.text(owner, "name"));
    }

    /** The same for owners that are not known: any of them. */
    public RequestAttributes anyFinalizers() {
        return ResourceAttributes.of("update", ANY, ANY + "/finalizers").in(request.namespace());
    }
}
