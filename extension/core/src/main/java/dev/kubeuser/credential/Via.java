// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** How a test acts as a user. */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Via {
    /** By the setting {@code kubeuser.via}, or by a certificate if it is not set. */
    DEFAULT,

    /** By a client certificate from a CertificateSigningRequest: tests authentication and authorization. */
    CERTIFICATE,

    /**
     * By the administrator's credential and impersonation headers, for clusters that do not sign client certificates:
     * tests authorization, not authentication.
     *
     * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/">User Impersonation</a>
     */
    IMPERSONATION;

    /**
     * Parses a value of {@code kubeuser.via}.
     *
     * @param text {@code certificate} or {@code impersonation}, in any case
     * @return the way
     * @throws IllegalArgumentException for anything else; the message lists the values
     */
    public static Via parse(String text) {
        return Arrays.stream(values())
                .filter(via -> via != DEFAULT && via.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a value of via; there are: "
                        + Arrays.stream(values())
                                .filter(via -> via != DEFAULT)
                                .map(Via::toString)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
