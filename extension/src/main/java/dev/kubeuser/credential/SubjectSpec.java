package dev.kubeuser.credential;

/**
 * Somebody to be, as a test declares it: a user or a ServiceAccount.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects">Referring to
 *     subjects</a>
 */
public sealed interface SubjectSpec permits UserSpec, ServiceAccountSpec {

    /**
     * {@return kind and name, unique among subjects: {@code user "alice"} or {@code ServiceAccount "ci/deployer"}}
     */
    String subject();

    /**
     * {@return the name that the API server is to know it by}
     */
    String userName();

    /**
     * {@return what is asked for beside the name, for messages}
     */
    String settings();
}
