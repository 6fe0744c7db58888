// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import org.apiguardian.api.API;

/**
 * Whether the API server accepts requests without credentials as {@code system:anonymous}. By default it does on
 * {@link ClusterKind#EMBEDDED}, as upstream, and does not on {@link ClusterKind#K3S}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests">Anonymous
 *     requests</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum AnonymousAuth {
    /** Anonymous requests are authenticated as {@code system:anonymous} and then authorized. */
    ENABLED,
    /** Anonymous requests are answered with 401, even for {@code /healthz}. */
    DISABLED
}
