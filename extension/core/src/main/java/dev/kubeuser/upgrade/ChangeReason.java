package dev.kubeuser.upgrade;

import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import java.util.List;
import java.util.Optional;

/**
 * Why one of two clusters allows a request and the other does not.
 *
 * @param asked the request
 * @param allowing the cluster that allows it
 * @param refusing the other cluster
 * @param isGained whether the later cluster is the one that allows it
 */
record ChangeReason(ComparedRequest asked, ComparedCluster allowing, ComparedCluster refusing, boolean isGained) {

    String text(UserInfo user) {
        if (refusing.needsCreate(asked) && refusing.policy().allows(user, asked.request())) {
            String since = ServerFeature.CREATE_FOR_STREAMS.since();
            return isGained
                    ? "get alone is enough before Kubernetes " + since
                    : "it also needs create from Kubernetes " + since + " on";
        }
        List<Grant> grants = allowing.policy().decide(user, asked.request()).grants();
        if (!refusing.serves(asked) && (grants.isEmpty() || refusing.policy().allows(user, asked.request()))) {
            return isGained ? "the API server knows it now" : "the API server no longer knows it";
        }
        return grants.stream()
                .findFirst()
                .map(this::text)
                .orElse("an authorizer other than RBAC allows it" + (isGained ? "" : " no longer"));
    }

    private String text(Grant grant) {
        RbacRole role = grant.role();
        Optional<RbacRole> other = refusing.policy().role(role.id());
        if (other.isEmpty()) {
            return role.id() + (isGained ? " is new" : " is gone");
        }
        boolean sameRole = other.get().rules().stream().anyMatch(rule -> rule.allows(asked.request()));
        return sameRole
                ? bound(grant.binding())
                : grant.rule().id().role() + (isGained ? " allows it now" : " no longer allows it");
    }

    private String bound(RbacBinding binding) {
        boolean exists = refusing.policy().bindings().stream()
                .anyMatch(other -> other.id().equals(binding.id()));
        if (exists) {
            return binding.id() + (isGained ? " names the subject now" : " no longer names the subject");
        }
        return binding.id() + (isGained ? " is new" : " is gone");
    }
}
