package dev.kubeuser.rbac;

import io.kubernetes.client.openapi.models.RbacV1Subject;

/**
 * An entry of a binding's {@code subjects}. See
 * <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects">Referring to subjects</a>.
 *
 * @param kind {@code User}, {@code Group} or {@code ServiceAccount}; another kind applies to nobody
 * @param namespace of a ServiceAccount, by default the RoleBinding's own; else empty
 * @param name of the user, group or ServiceAccount
 */
public record BindingSubject(String kind, String namespace, String name) {

    static final String USER = "User";
    static final String GROUP = "Group";
    static final String SERVICE_ACCOUNT = "ServiceAccount";

    /**
     * {@return an entry as the authorizer takes it}
     *
     * @param subject as it is written
     * @param bindingNamespace of a ServiceAccount that names none; empty for a ClusterRoleBinding
     */
    public static BindingSubject of(RbacV1Subject subject, String bindingNamespace) {
        return new BindingSubject(subject.getKind(), namespaceOf(subject, bindingNamespace), subject.getName());
    }

    private static String namespaceOf(RbacV1Subject subject, String bindingNamespace) {
        if (!subject.getKind().equals(SERVICE_ACCOUNT)) {
            return "";
        }
        String written = subject.getNamespace();
        return written == null || written.isEmpty() ? bindingNamespace : written;
    }

    /**
     * {@return whether it names a requester, by user name or by one of the groups}
     *
     * @param requester who
     */
    public boolean appliesTo(UserInfo requester) {
        return switch (kind) {
            case USER -> requester.name().equals(name);
            case GROUP -> requester.groups().contains(name);
            case SERVICE_ACCOUNT ->
                !namespace.isEmpty() && requester.name().equals(new ServiceAccountName(namespace, name).userName());
            default -> false;
        };
    }

    /** {@return for example {@code Group developers} or {@code ServiceAccount ci/deployer}} */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
