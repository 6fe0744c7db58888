package dev.kubeuser.credential;

import dev.kubeuser.credential.internal.Pem;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** What became of a request: reads the certificate and holds it against what was asked for. */
final class Issuance {

    /** The signer backdates certificates by five minutes against clocks that are slow, and a minute is for ours. */
    private static final Duration TOLERANCE = Duration.ofMinutes(6);

    private final UserSpec user;
    private final V1CertificateSigningRequest request;

    Issuance(UserSpec user, V1CertificateSigningRequest request) {
        this.user = user;
        this.request = request;
    }

    /** The error for a request that did not end in a certificate. */
    CredentialException failure(Duration patience) {
        return new CredentialException("The CertificateSigningRequest "
                + request.getMetadata().getName() + " for the user \"" + user.name() + "\" (signer "
                + request.getSpec().getSignerName() + ") " + outcome(patience) + "\nConditions: "
                + Conditions.describe(request) + "\nWhat to do: " + advice());
    }

    private String outcome(Duration patience) {
        if (Conditions.has(request, Conditions.DENIED)) {
            return "was denied.";
        }
        if (Conditions.has(request, Conditions.FAILED)) {
            return "was approved, but its signer failed it.";
        }
        String waited = patience.toMillis() / 1000.0 + " s";
        return Conditions.has(request, Conditions.APPROVED)
                ? "was approved, but no certificate was issued within " + waited + "."
                : "was neither approved nor denied within " + waited + ".";
    }

    private String advice() {
        if (Conditions.has(request, Conditions.DENIED)) {
            return "ask who denied it; another approver in the cluster may have a policy on subjects and signers.";
        }
        if (Conditions.has(request, Conditions.FAILED)) {
            return "a client certificate must ask for the usage \"client auth\" and may add \"digital signature\" and"
                    + " \"key encipherment\", nothing else.";
        }
        return Conditions.has(request, Conditions.APPROVED)
                ? "nobody in this cluster seems to sign for "
                        + request.getSpec().getSignerName()
                        + ", as on some managed clusters. Leave certificates out there by @KubeUser(via ="
                        + " Via.IMPERSONATION) or kubeuser.via=impersonation, which tests authorization, not"
                        + " authentication. If the signer is only slow, raise kubeuser.csr-timeout."
                : "approve it; CertificateFlow.approve() does.";
    }

    ClientCredential credential(KeyPair keys) {
        ClientCredential credential = new ClientCredential(keys, certificate());
        requireSubject(credential);
        requireLifetime(credential.certificate());
        return credential;
    }

    private X509Certificate certificate() {
        try {
            return Pem.readCertificate(request.getStatus().getCertificate());
        } catch (CertificateException malformed) {
            throw new CredentialException(
                    "The certificate in the CertificateSigningRequest "
                            + request.getMetadata().getName() + " cannot be read",
                    malformed);
        }
    }

    private void requireSubject(ClientCredential credential) {
        if (!credential.userName().equals(user.name()) || !credential.groups().equals(user.groups())) {
            throw new CredentialException("The certificate was asked for the user \"" + user.name() + "\" with groups "
                    + user.groups() + ", but its subject is " + credential.subject()
                    + "; the signer changes subjects, so tests would run as somebody else");
        }
    }

    private void requireLifetime(X509Certificate certificate) {
        Duration lifetime = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        if (lifetime.minus(user.lifetime()).abs().compareTo(TOLERANCE) > 0) {
            throw new CredentialException("The certificate of \"" + user.name() + "\" is valid for "
                    + lifetime.toSeconds() + " s, but " + user.lifetime().toSeconds()
                    + " s were asked for. The signer caps lifetimes at --cluster-signing-duration without a word: ask"
                    + " for less by @KubeUser(expirationSeconds = ...), or raise @KubeCluster(signingDuration = ...)");
        }
    }
}
