package dev.kubeuser.credential;

import java.time.Instant;
import java.util.List;

/**
 * When the steps on the way to a certificate were done, by the clock of this machine. Nothing of the key is in it.
 *
 * @param user the user name
 * @param steps those that were reached, in their order
 */
public record CertificateTimeline(String user, List<Step> steps) {

    /** Copies the list. */
    public CertificateTimeline {
        steps = List.copyOf(steps);
    }

    /**
     * A step that was done.
     *
     * @param phase which
     * @param at when
     */
    public record Step(Phase phase, Instant at) {}

    /** The steps of {@link CertificateFlow}. */
    public enum Phase {
        /** There is a key pair, and the PKCS#10 request is signed with it. */
        GENERATED,
        /** The API server has stored the CertificateSigningRequest. */
        SUBMITTED,
        /** It is approved. */
        APPROVED,
        /** It is denied. */
        DENIED,
        /** The signer's certificate is in it. */
        ISSUED,
        /** The certificate is what was asked for, and can be used. */
        EXTRACTED
    }
}
