package dev.kubeuser.issuer;

import org.apiguardian.api.API;

/**
 * The algorithms by which an issuer signs tokens.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">JSON Web Algorithms</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum SigningAlgorithm {
    /** RSA with SHA-256, which every issuer of OpenID Connect must offer. */
    RS256,
    /** ECDSA on the curve P-256 with SHA-256. */
    ES256
}
