package dev.kubeuser.credential;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When an issued certificate is valid, held against how long it was to be. Kubernetes' signer backdates the beginning by
 * five minutes, for slow clocks, and from eight hours on the end as well.
 *
 * @param notBefore from when on
 * @param notAfter until when
 * @param requested when the request was approved, by the clock of the API server: the certificate was issued after that
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers">Kubernetes
 *     signers</a>
 */
record Validity(Instant notBefore, Instant notAfter, Instant requested) {

    private static final Duration BACKDATING = Duration.ofMinutes(5);
    private static final Duration LONG_LIVED = Duration.ofHours(8);

    /** Between the clocks of the signer and of the API server. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    static Validity of(X509Certificate certificate, Instant requested) {
        return new Validity(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                requested);
    }

    /** How long the certificate can be used, without what is backdated. */
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

    boolean isLongerThan(Duration asked) {
        return whole().compareTo(asked.plus(BACKDATING).plus(TOLERANCE)) > 0;
    }
}
