package dev.kubeuser.upgrade;

import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.List;
import java.util.Optional;

/**
 * Why one of two clusters allows a request and the other does not.
 *
 * @param request the request
 * @param allowing the cluster that allows it
 * @param refusing the other cluster
 * @param isGained whether the later cluster is the one that allows it
 */
record ChangeReason(RequestAttributes request, Side allowing, Side refusing, boolean isGained) {

    String text(Subject subject) {
        UserInfo user = ReviewedSubject.of(allowing.cluster(), subject).userInfo();
        boolean isGrantedByBoth = refusing.policy().rbac().allows(user, request);
        if (refusing.needsCreate(request) && isGrantedByBoth) {
            String since = ServerFeature.CREATE_FOR_STREAMS.since();
            return isGained
                    ? "get alone is enough before Kubernetes " + since
                    : "it also needs create from Kubernetes " + since + " on";
        }
        List<Grant> grants = allowing.policy().rbac().decide(user, request).grants();
        if (!refusing.served().contains(request) && (grants.isEmpty() || isGrantedByBoth)) {
            return isGained ? "the API server knows it now" : "the API server no longer knows it";
        }
        return grants.stream()
                .findFirst()
                .map(this::text)
                .orElse("an authorizer other than RBAC allows it" + (isGained ? "" : " no longer"));
    }

    private String text(Grant grant) {
        RbacPolicy policy = refusing.policy().rbac();
        RbacRole role = grant.role();
        Optional<RbacRole> other = policy.role(role.id());
        if (other.isEmpty()) {
            return role.id() + (isGained ? " is new" : " is gone");
        }
        boolean isSameRole = other.get().rules().stream().anyMatch(rule -> rule.allows(request));
        if (!isSameRole) {
            return grant.rule().id().role() + (isGained ? " allows it now" : " no longer allows it");
        }
        RbacBinding binding = grant.binding();
        boolean isSameBinding =
                policy.bindings().stream().anyMatch(known -> known.id().equals(binding.id()));
        if (isSameBinding) {
            return binding.id() + (isGained ? " names the subject now" : " no longer names the subject");
        }
        return binding.id() + (isGained ? " is new" : " is gone");
    }
}
