// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.query.internal.Discovery;
import dev.kubeuser.query.internal.ServedResource;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.request.ResourceName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API server whose decisions are recorded: what it asks authorizers for, and serves. Objects refer to others by
 * their kinds, and rules by their resources.
 *
 * @param features what it checks that some versions do not
 * @param discovery what it serves, which is asked only for the resources of kinds
 * @param misspellings what may be wrong with a resource for which a request was refused
 * @param policies the policy of the cluster now, which is asked only for what no manifest has
 * @param webhooks the name of the webhook authorizer that decided about a request, so that RBAC did not; empty if none
 *     did
 */
public record ApiServer(
        Set<ServerFeature> features,
        Supplier<Discovery> discovery,
        Function<ResourceName, Optional<String>> misspellings,
        Supplier<RbacPolicy> policies,
        BiFunction<UserInfo, RequestAttributes, Optional<String>> webhooks) {

    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());

    /** {@return the API server of a cluster} */
    public static ApiServer of(
            ClusterContext context,
            Supplier<RbacPolicy> policies,
            BiFunction<UserInfo, RequestAttributes, Optional<String>> webhooks) {
        return new ApiServer(context.features(), context.discovery()::get, context::misspelling, policies, webhooks);
    }

    /** Returns what a request needs in addition to its own permission; empty for a path, which needs nothing else. */
    Optional<FurtherNeeds> needs(AttributedRequest observed) {
        return observed.request() instanceof ResourceAttributes resource
                ? Optional.of(new FurtherNeeds(resource, observed.object(), this))
                : Optional.empty();
    }

    /**
     * Returns the ways to impersonate, of which one is enough.
     *
     * @param headers the user that a request impersonates
     * @param request the request
     * @param mode the mode of impersonation, as the audit log has it; null if it is not known
     */
    List<List<RequestAttributes>> impersonation(
            Impersonation headers, RequestAttributes request, @Nullable String mode) {
        return headers.ways(request, features.contains(ServerFeature.CONSTRAINED_IMPERSONATION) ? mode : "");
    }

    /**
     * Returns a request for objects of a kind in a namespace, or without one if they are in none; for any resource of
     * the API group if it is not known which.
     */
    ResourceAttributes resource(String verb, String apiVersion, String kind, String namespace) {
        int slash = apiVersion.indexOf('/');
        return find(new ServedResource.Kind(apiVersion, kind))
                .map(found -> ResourceAttributes.of(
                                verb, found.name().group(), found.name().resource())
                        .in(found.isNamespaced() ? namespace : ""))
                .orElseGet(() -> ResourceAttributes.of(verb, slash < 0 ? "" : apiVersion.substring(0, slash), "*")
                        .in(namespace));
    }

    private Optional<ServedResource> find(ServedResource.Kind kind) {
        try {
            return discovery.get().find(kind);
        } catch (ClusterException gone) {
            return Optional.empty();
        }
    }

    /** Returns what may be wrong with the resource of a refused request; empty if a rule is to allow it. */
    Optional<String> misspelling(RequestAttributes request) {
        try {
            return request instanceof ResourceAttributes resource
                    ? misspellings.apply(
                            new ResourceName(resource.apiGroup(), resource.resource(), resource.subresource()))
                    : Optional.empty();
        } catch (ClusterException gone) {
            return Optional.empty();
        }
    }

    /** Returns the policy of the cluster now. What cannot be read, as when the cluster ends, is not known. */
    RbacPolicy policy() {
        try {
            return policies.get();
        } catch (RuntimeException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a denial is explained by the manifests alone", unreadable);
            return RbacPolicy.builder().build();
        }
    }

    /** Returns the name of the webhook authorizer that decided about a request; empty if RBAC did. */
    Optional<String> webhook(UserInfo user, RequestAttributes request) {
        return webhooks.apply(user, request);
    }
}
