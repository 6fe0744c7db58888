// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import java.util.Locale;
import org.apiguardian.api.API;

/** How a test acts as a user. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Via {
    /** By a client certificate from a CertificateSigningRequest: tests authentication and authorization. */
    CERTIFICATE,

    /**
     * By the administrator's credential and impersonation headers, for clusters that do not sign client certificates:
     * tests authorization, not authentication.
     *
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    IMPERSONATION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
