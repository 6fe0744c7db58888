package dev.kubeuser.credential;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When an issued certificate is valid, compared with the requested duration. Kubernetes' signer backdates the start by
 * five minutes, to tolerate slow clocks. For eight hours or more, it backdates the end as well.
 *
 * @param notBefore the start
 * @param notAfter the end
 * @param requested when the request was approved, by the API server's clock; the certificate was issued after that
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers">Kubernetes
 *     signers</a>
 */
record Validity(Instant notBefore, Instant notAfter, Instant requested) {

    private static final Duration BACKDATING = Duration.ofMinutes(5);
    private static final Duration LONG_LIVED = Duration.ofHours(8);

    /** Allowed between the clocks of the signer and the API server. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    static Validity of(X509Certificate certificate, Instant requested) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                requested);
    }

    /** How long the certificate can be used, without the backdated part. */
    Duration usable() {
        return Duration.between(notBefore.isAfter(requested) ? notBefore : requested, notAfter);
    }

    private Duration whole() {
        return Duration.between(notBefore, notAfter);
    }

    boolean isShorterThan(Duration asked) {
        Duration given = asked.compareTo(LONG_LIVED) < 0 ? usable() : whole();
        return given.plus(TOLERANCE).compareTo(asked) < 0;
    }

    /** Whether as much was given as was asked for, but from before the request on. */
    boolean isBackdated(Duration asked) {
        return whole().minus(asked).abs().compareTo(TOLERANCE) <= 0;
    }

    boolean isLongerThan(Duration asked) {
        return whole().compareTo(asked.plus(BACKDATING).plus(TOLERANCE)) > 0;
    }
}
