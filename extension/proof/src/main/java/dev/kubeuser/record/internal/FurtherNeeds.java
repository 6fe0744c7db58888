// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RbacRule;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.internal.Signer;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that the API server asks authorizers for in addition to the request's own, because of what it does or
 * writes. A request that passed had them; one that was refused may have lacked some.
 *
 * @param request the request
 * @param object what it wrote or would have written; null if that is not known
 * @param server the API server
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping">Privilege
 *     escalation prevention</a>
 */
record FurtherNeeds(ResourceAttributes request, @Nullable JsonObject object, ApiServer server) {

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

    private static final Map<String, String> KINDS = Map.of(
            "roles", "Role",
            "clusterroles", "ClusterRole",
            "rolebindings", "RoleBinding",
            "clusterrolebindings", "ClusterRoleBinding");

    /** The rules that a user must hold to write an aggregated ClusterRole, since it can aggregate anything. */
    private static final JsonElement EVERYTHING = JsonParser.parseString("""
            [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}, {"nonResourceURLs": ["*"], "verbs": ["*"]}]""");

    /** Stands for each resource or API group, as in rules. */
    private static final String ANY = "*";

    /** Whether it writes an object. */
    boolean isWrite() {
        return WRITING.contains(request.verb());
    }

    /** Whether a 403 need not be about a request itself, but may be about what it writes. */
    static boolean concern(RequestAttributes request) {
        return request instanceof ResourceAttributes resource
                && WRITING.contains(resource.verb())
                && (resource.apiGroup().equals(CERTIFICATES) || isOf(ROLES, resource) || isOf(BINDINGS, resource));
    }

    private static boolean isOf(Set<String> resources, ResourceAttributes request) {
        return request.apiGroup().equals(RBAC) && resources.contains(request.resource());
    }

    boolean isOfRole() {
        return isOf(ROLES, request);
    }

    boolean isOfBinding() {
        return isOf(BINDINGS, request);
    }

    /** Whether it creates an object if there is none, as a PUT or an apply does. Then it needs {@link #create()}. */
    boolean mayCreate() {
        return isWrite() && !request.verb().equals("create");
    }

    /** Whether it opens a stream by GET. Then it needs {@link #create()}. */
    boolean isStreamByGet() {
        return server.features().contains(ServerFeature.CREATE_FOR_STREAMS)
                && request.verb().equals("get")
                && request.apiGroup().isEmpty()
                && request.resource().equals("pods")
                && STREAMS.contains(request.subresource());
    }

    RequestAttributes create() {
        return request.withVerb("create");
    }

    /** The permission to write a role without holding its rules. */
    RequestAttributes escalate() {
        return request.withVerb("escalate");
    }

    /**
     * A role as it is written.
     *
     * @param id the role
     * @param rules its rules
     * @param isAggregated whether it has those of others besides
     */
    record WrittenRole(RoleReference id, List<RbacRule> rules, boolean isAggregated) {

        /** Returns the rules that a user who writes the role must hold, without the permission to {@link #escalate}. */
        List<RbacRule> held() {
            return isAggregated
                    ? Stream.of(rules, rules(EVERYTHING)).flatMap(List::stream).toList()
                    : rules;
        }

        private static List<RbacRule> rules(@Nullable JsonElement written) {
            JsonObject role = Json.object(Map.of("kind", "ClusterRole", "metadata", Map.of("name", ANY)));
            role.add("rules", written);
            return RbacPolicy.of(List.of(role))
                    .role(RoleReference.clusterRole(ANY))
                    .map(RbacRole::rules)
                    .orElseThrow();
        }
    }

    /** Returns the role that it writes; empty if that cannot be read, or is another object. */
    Optional<WrittenRole> writtenRole() {
        if (object == null || !request.resource().endsWith("roles") || !isWhole(object)) {
            return Optional.empty();
        }
        String name = Json.text(object.get("metadata"), "name");
        RoleReference role = request.resource().equals("roles")
                ? RoleReference.role(request.namespace(), name)
                : RoleReference.clusterRole(name);
        boolean isAggregated = role.isClusterWide()
                && !Json.list(object.get("aggregationRule"), "clusterRoleSelectors")
                        .isEmpty();
        return Optional.of(new WrittenRole(role, WrittenRole.rules(object.get("rules")), isAggregated));
    }

    /** Not for anything else, such as a table for {@code kubectl get}. A client may leave out the kind. */
    private boolean isWhole(JsonObject written) {
        String kind = Json.text(written, "kind");
        return KINDS.containsKey(request.resource()) && (kind.isEmpty() || kind.equals(KINDS.get(request.resource())));
    }

    /** The role of a written binding; empty if it cannot be read, as of a patch that does not name it. */
    Optional<RoleReference> boundRole() {
        JsonObject role = Json.object(object, "roleRef");
        String name = Json.text(role, "name");
        if (object == null || name.isEmpty() || !request.resource().endsWith("bindings") || !isWhole(object)) {
            return Optional.empty();
        }
        return Optional.of(
                Json.text(role, "kind").equals("ClusterRole")
                        ? RoleReference.clusterRole(name)
                        : RoleReference.role(request.namespace(), name));
    }

    /** The permission to write a binding without holding the rules of its role. */
    RequestAttributes bind(RoleReference role) {
        return bind(role.isClusterWide() ? "clusterroles" : "roles").named(role.name());
    }

    /** The same for a role that is not known. */
    List<RequestAttributes> bindAny() {
        return request.namespace().isEmpty()
                ? List.of(bind("clusterroles"))
                : List.of(bind("clusterroles"), bind("roles"));
    }

    private ResourceAttributes bind(String roles) {
        return ResourceAttributes.of("bind", RBAC, roles).in(request.namespace());
    }

    /**
     * The permissions to sign or approve for a signer, by its name or for its whole domain: one is enough. Empty if
     * there is none.
     */
    List<RequestAttributes> signer() {
        String signer = Json.text(Json.object(object, "spec"), "signerName");
        return signer.isEmpty()
                ? List.of()
                : signerVerb().stream()
                        .flatMap(verb ->
                                new Signer(signer).resourceNames().stream().map(name -> signer(verb, name)))
                        .toList();
    }

    /** The verb that a user needs for the signer of what it writes; empty if there is no signer. */
    Optional<String> signerVerb() {
        return request.apiGroup().equals(CERTIFICATES)
                ? Optional.ofNullable(SIGNER_VERBS.get(request.resourceInRules()))
                : Optional.empty();
    }

    /** The same for one name, or for any if the name is empty. */
    static RequestAttributes signer(String verb, String name) {
        return ResourceAttributes.of(verb, CERTIFICATES, "signers").named(name);
    }

    /**
     * The permissions to write an object that blocks the deletion of its owners, under the admission plugin
     * OwnerReferencesPermissionEnforcement: for each of these owners.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#ownerreferencespermissionenforcement">OwnerReferencesPermissionEnforcement</a>
     */
    List<RequestAttributes> finalizers() {
        return Json.list(Json.object(object, "metadata"), "ownerReferences").stream()
                .filter(owner -> Json.text(owner, "blockOwnerDeletion").equals("true"))
                .map(this::finalizers)
                .toList();
    }

    /**
     * The permission that the same plugin asks for if a write changes the owners of an object that was there: to delete
     * it. Whether they changed cannot be seen, so any object with owners counts.
     */
    Optional<RequestAttributes> deleteOfOwned() {
        return Json.list(Json.object(object, "metadata"), "ownerReferences").isEmpty()
                ? Optional.empty()
                : Optional.of(request.withVerb("delete"));
    }

    private RequestAttributes finalizers(JsonElement owner) {
        return server.resource("update", Json.text(owner, "apiVersion"), Json.text(owner, "kind"), request.namespace())
                .subresource("finalizers")
                .named(Json.text(owner, "name"));
    }

    /** The same for owners that are not known: any of them. */
    RequestAttributes anyFinalizers() {
        return ResourceAttributes.of("update", ANY, ANY + "/finalizers").in(request.namespace());
    }
}
