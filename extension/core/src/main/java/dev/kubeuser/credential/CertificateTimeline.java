// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import java.time.Instant;
import java.util.List;
import org.apiguardian.api.API;

/**
 * When each step to a certificate was completed, by this machine's clock.
 *
 * @param user the user name
 * @param steps the completed steps, in order
 */
@API(status = API.Status.INTERNAL)
public record CertificateTimeline(String user, List<Step> steps) {

    /** Copies the list. */
    public CertificateTimeline {
        steps = List.copyOf(steps);
    }

    /**
     * A completed step.
     *
     * @param phase the step
     * @param at when it was completed
     */
    public record Step(Phase phase, Instant at) {}

    /** The steps of {@link CertificateFlow}. */
    public enum Phase {
        /** The key pair is generated, and the PKCS#10 request is signed with it. */
        GENERATED,
        /** The API server has stored the CertificateSigningRequest. */
        SUBMITTED,
        /** The request is approved. */
        APPROVED,
        /** The request is denied. */
        DENIED,
        /** The signer has issued the certificate. */
        ISSUED,
        /** The certificate is as requested and can be used. */
        EXTRACTED
    }
}
