// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import org.apiguardian.api.API;

/**
 * A subject that a test declares: a user, a ServiceAccount, or an identity of an issuer.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects">Referring to
 *     subjects</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public sealed interface SubjectSpec permits UserSpec, ServiceAccountSpec, IdentitySpec {

    /**
     * {@return kind and name, unique among subjects: {@code user "alice"}, {@code ServiceAccount ci/deployer} or
     * {@code identity "ann"}}
     */
    @API(status = API.Status.INTERNAL)
    String subject();

    /** {@return everything except the name, for messages} */
    @API(status = API.Status.INTERNAL)
    String settings();
}
