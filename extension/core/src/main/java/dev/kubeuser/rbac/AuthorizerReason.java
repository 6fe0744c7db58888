package dev.kubeuser.rbac;

import dev.kubeuser.rbac.internal.GoQuote;

/**
 * The wording of the API server's RBAC authorizer in the {@code authorization.k8s.io/reason} annotation of audit events
 * and in the status of access reviews.
 */
final class AuthorizerReason {

    private AuthorizerReason() {}

    static String of(Grant grant) {
        RbacBinding binding = grant.binding();
        return "RBAC: allowed by " + binding.id().kind() + " " + nameThenNamespace(binding.id()) + " of "
                + binding.roleRef().kind() + " "
                + GoQuote.quote(binding.roleRef().name()) + " to "
                + of(grant.subject());
    }

    private static String of(Subject subject) {
        return subject.kind() + " "
                + GoQuote.quote(
                        subject.namespace().isEmpty() ? subject.name() : subject.name() + "/" + subject.namespace());
    }

    /** Name before namespace, unlike everywhere else. */
    private static String nameThenNamespace(BindingReference id) {
        return GoQuote.quote(id.isClusterWide() ? id.name() : id.name() + "/" + id.namespace());
    }

    static String notFound(RoleReference role) {
        String resource = switch (role.kind()) {
            case "Role" -> "role";
            case "ClusterRole" -> "clusterrole";
            default -> "";
        };
        return resource.isEmpty()
                ? "unsupported role reference kind: " + GoQuote.quote(role.kind())
                : resource + ".rbac.authorization.k8s.io " + GoQuote.quote(role.name()) + " not found";
    }
}
