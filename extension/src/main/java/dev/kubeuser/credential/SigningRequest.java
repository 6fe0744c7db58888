package dev.kubeuser.credential;

import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.credential.internal.Pem;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestSpec;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A CertificateSigningRequest as the server last showed it: its conditions, and the certificate once it is issued. A
 * pending request has no conditions.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#request-signing-process">Request
 *     signing process</a>
 */
record SigningRequest(V1CertificateSigningRequest object) {

    static final String APPROVED = "Approved";
    static final String DENIED = "Denied";
    private static final String FAILED = "Failed";

    /** The server shortens longer prefixes, but refuses those over 253. */
    private static final int LONGEST_NAME_PREFIX = 50;

    /** The object to send: for the signer of client certificates, labelled with this run. */
    static V1CertificateSigningRequest draft(UserSpec user, Pkcs10 request, Run run) {
        return new V1CertificateSigningRequest()
                .apiVersion("certificates.k8s.io/v1")
                .kind("CertificateSigningRequest")
                .metadata(new V1ObjectMeta()
                        .generateName(namePrefix(user))
                        .labels(run.labels())
                        .annotations(run.annotations()))
                .spec(new V1CertificateSigningRequestSpec()
                        .request(request.pem().getBytes(StandardCharsets.US_ASCII))
                        .signerName(CertificateFlow.SIGNER)
                        .expirationSeconds((int) user.expiration().toSeconds())
                        .usages(List.of("client auth")));
    }

    private static String namePrefix(UserSpec user) {
        String name = user.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String prefix = "kubeuser-" + name.replaceAll("^-|-$", "");
        return prefix.substring(0, Math.min(prefix.length(), LONGEST_NAME_PREFIX)) + "-";
    }

    String name() {
        return object.getMetadata().getName();
    }

    private List<V1CertificateSigningRequestCondition> conditions() {
        V1CertificateSigningRequestStatus status = object.getStatus();
        return status == null || status.getConditions() == null ? List.of() : status.getConditions();
    }

    boolean has(String type) {
        return conditions().stream()
                .anyMatch(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    boolean isIssued() {
        return object.getStatus() != null
                && object.getStatus().getCertificate() != null
                && object.getStatus().getCertificate().length > 0;
    }

    boolean isFinal() {
        return isIssued() || has(DENIED) || has(FAILED);
    }

    static V1CertificateSigningRequestCondition decision(String type, String reason, String message) {
        return new V1CertificateSigningRequestCondition()
                .type(type)
                .status("True")
                .reason(reason)
                .message(message);
    }

    /**
     * The object to send for a decision: unchanged if it is already decided that way, as by {@code kubectl --force}.
     */
    V1CertificateSigningRequest decided(V1CertificateSigningRequestCondition decision) {
        List<V1CertificateSigningRequestCondition> conditions = new ArrayList<>(conditions());
        if (!has(decision.getType())) {
            conditions.add(decision);
        }
        return withStatus(new V1CertificateSigningRequestStatus()
                .conditions(conditions)
                .certificate(isIssued() ? object.getStatus().getCertificate() : null));
    }

    /** The object to send for a certificate. */
    V1CertificateSigningRequest signed(String certificatePem) {
        return withStatus(new V1CertificateSigningRequestStatus()
                .conditions(conditions())
                .certificate(certificatePem.getBytes(StandardCharsets.US_ASCII)));
    }

    private V1CertificateSigningRequest withStatus(V1CertificateSigningRequestStatus status) {
        return new V1CertificateSigningRequest()
                .apiVersion(object.getApiVersion())
                .kind(object.getKind())
                .metadata(object.getMetadata())
                .spec(object.getSpec())
                .status(status);
    }

    /** For messages: says that it is already decided. */
    String decision() {
        return has(DENIED) ? ", which is denied already," : has(APPROVED) ? ", which is approved already," : "";
    }

    /** The exception for a request that did not end in a certificate. */
    CredentialException notIssued(UserSpec user, Duration timeout) {
        return new CredentialException("The CertificateSigningRequest " + name() + " for the user \"" + user.name()
                + "\" (signer " + object.getSpec().getSignerName() + ") " + outcome(timeout) + "\nConditions: "
                + describeConditions() + "\nWhat to do: " + advice());
    }

    private String outcome(Duration timeout) {
        if (has(DENIED)) {
            return "was denied.";
        }
        if (has(FAILED)) {
            return "was approved, but its signer failed it.";
        }
        String waited = timeout.toMillis() / 1000.0 + " s";
        return has(APPROVED)
                ? "was approved, but no certificate was issued within " + waited + "."
                : "was neither approved nor denied within " + waited + ".";
    }

    private String describeConditions() {
        return conditions().isEmpty()
                ? "none, it is Pending"
                : conditions().stream()
                        .map(condition -> condition.getType() + " (" + condition.getReason() + ": "
                                + condition.getMessage() + ")")
                        .collect(Collectors.joining(", "));
    }

    private String advice() {
        if (has(DENIED)) {
            return "find out who denied it; another approver in the cluster may have a policy on subjects and signers.";
        }
        if (has(FAILED) && !CertificateFlow.SIGNER.equals(object.getSpec().getSignerName())) {
            return "look up which subjects, usages and durations this signer takes; Failed says what it did not like.";
        }
        if (has(FAILED)) {
            return "a client certificate must ask for the usage \"client auth\" and may add \"digital signature\" and"
                    + " \"key encipherment\", nothing else.";
        }
        return has(APPROVED)
                ? "nobody in this cluster seems to sign for "
                        + object.getSpec().getSignerName()
                        + ", as on some managed clusters. Impersonate users there, by @KubeUser(via ="
                        + " Via.IMPERSONATION) or kubeuser.via=impersonation; that tests authorization, not"
                        + " authentication. If the signer is only slow, raise kubeuser.csr-timeout."
                : "approve it; CertificateFlow.approve() does.";
    }

    /** The issued certificate with its key, compared with what was requested. */
    ClientCredential credential(UserSpec user, CertificateTemplate template, KeyPair keys) {
        ClientCredential credential = new ClientCredential(keys, certificate());
        if (!template.isMetBy(credential)) {
            throw new CredentialException("The certificate was requested for the user \"" + template.commonName()
                    + "\" with groups " + template.organizations() + ", but its subject is " + credential.subject()
                    + "; the signer changes subjects, so tests would run as somebody else");
        }
        requireLifetime(credential.certificate(), user);
        return credential;
    }

    private X509Certificate certificate() {
        try {
            return Pem.readCertificate(object.getStatus().getCertificate());
        } catch (CertificateException malformed) {
            throw new CredentialException(
                    "The certificate in the CertificateSigningRequest " + name() + " cannot be read", malformed);
        }
    }

    private void requireLifetime(X509Certificate certificate, UserSpec user) {
        Validity validity = Validity.of(certificate, requested());
        String lifetimes = "The certificate of \"" + user.name() + "\" is valid for "
                + validity.usable().toSeconds() + " s, but " + user.expiration().toSeconds() + " s were requested. ";
        if (validity.isShorterThan(user.expiration())) {
            throw new CredentialException(lifetimes + "The signer silently caps lifetimes at"
                    + " --cluster-signing-duration: request less by @KubeUser(expiration = ...), or raise"
                    + " @KubeCluster(signingDuration = ...)");
        }
        if (validity.isLongerThan(user.expiration())) {
            throw new CredentialException(
                    lifetimes + "The signer does not heed expirationSeconds: request as much as it gives");
        }
    }

    /** When it was approved; if it never was, when it was created. */
    private Instant requested() {
        return conditions().stream()
                .filter(condition -> APPROVED.equals(condition.getType()))
                .map(V1CertificateSigningRequestCondition::getLastTransitionTime)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> object.getMetadata().getCreationTimestamp())
                .toInstant();
    }
}
