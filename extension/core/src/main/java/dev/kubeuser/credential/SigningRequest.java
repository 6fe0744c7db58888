// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import static dev.kubeuser.base.internal.Json.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.auth.internal.Pem;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.Run;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A CertificateSigningRequest as the server last showed it: its conditions, and the certificate once it is issued. A
 * pending request has no conditions.
 *
 * @param object as it is on the wire; it must not be changed
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#request-signing-process">Request
 *     signing process</a>
 */
record SigningRequest(JsonObject object) {

    static final String APPROVED = "Approved";
    static final String DENIED = "Denied";
    private static final String FAILED = "Failed";
    private static final String CONDITIONS = "conditions";
    private static final String CERTIFICATE = "certificate";
    private static final String SINCE = "lastTransitionTime";

    private static final Duration BACKDATING = Duration.ofMinutes(5);
    private static final Duration LONG_LIVED = Duration.ofHours(8);

    /** Allowed between the clocks of the signer and the API server. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** The server shortens longer prefixes, but refuses those over 253. */
    private static final int LONGEST_NAME_PREFIX = 50;

    /** The object to send: for the signer of client certificates, labelled with this run. */
    static SigningRequest draft(UserSpec user, String requestPem, Run run) {
        Map<String, ?> metadata =
                Map.of("generateName", namePrefix(user), "labels", run.labels(), "annotations", run.annotations());
        Map<String, ?> spec = Map.of(
                "request", base64(requestPem),
                "signerName", CertificateFlow.SIGNER,
                "expirationSeconds", user.expiration().toSeconds(),
                "usages", List.of("client auth"));
        JsonObject object = Json.object(Map.of("metadata", metadata, "spec", spec));
        object.addProperty("apiVersion", "certificates.k8s.io/v1");
        object.addProperty("kind", "CertificateSigningRequest");
        return new SigningRequest(object);
    }

    private static String namePrefix(UserSpec user) {
        String name = user.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String prefix = "kubeuser-" + name.replaceAll("^-|-$", "");
        return prefix.substring(0, Math.min(prefix.length(), LONGEST_NAME_PREFIX)) + "-";
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** The draft under a name of one's own. */
    SigningRequest named(String name) {
        JsonObject named = object.deepCopy();
        JsonObject metadata = Json.object(named, "metadata");
        metadata.remove("generateName");
        metadata.addProperty("name", name);
        return new SigningRequest(named);
    }

    static SigningRequest of(V1CertificateSigningRequest typed) {
        return new SigningRequest(JsonParser.parseString(JSON.serialize(typed)).getAsJsonObject());
    }

    /** A new object of the official client's type. */
    V1CertificateSigningRequest typed() {
        return JSON.deserialize(object.toString(), V1CertificateSigningRequest.class);
    }

    String name() {
        return metadata("name");
    }

    String uid() {
        return metadata("uid");
    }

    String resourceVersion() {
        return metadata("resourceVersion");
    }

    private String metadata(String key) {
        return text(Json.object(object, "metadata"), key);
    }

    String signer() {
        return text(Json.object(object, "spec"), "signerName");
    }

    private JsonObject status() {
        return Json.object(object, "status");
    }

    private List<JsonElement> conditions() {
        return Json.list(status(), CONDITIONS);
    }

    boolean has(String type) {
        return conditions().stream()
                .anyMatch(condition -> text(condition, "type").equals(type)
                        && text(condition, "status").equals("True"));
    }

    boolean isIssued() {
        return !text(status(), CERTIFICATE).isEmpty();
    }

    boolean isFinal() {
        return isIssued() || has(DENIED) || has(FAILED);
    }

    /**
     * The object to send for a decision: unchanged if it is already decided that way, as by {@code kubectl --force}.
     */
    SigningRequest decided(Verdict verdict) {
        if (has(verdict.type())) {
            return this;
        }
        JsonArray conditions = new JsonArray();
        conditions().forEach(conditions::add);
        conditions.add(Json.object(Map.of(
                "type", verdict.type(), "status", "True", "reason", verdict.reason(), "message", verdict.message())));
        return withStatus(CONDITIONS, conditions);
    }

    /** A decision: a condition that an approver adds. */
    record Verdict(String type, String reason, String message) {}

    /** The object to send for a certificate. */
    SigningRequest signed(String certificatePem) {
        return withStatus(CERTIFICATE, new JsonPrimitive(base64(certificatePem)));
    }

    private SigningRequest withStatus(String key, JsonElement value) {
        JsonObject changed = object.deepCopy();
        JsonObject status = Json.object(changed, "status");
        status.add(key, value);
        changed.add("status", status);
        return new SigningRequest(changed);
    }

    /** The part of a message that reports an earlier decision. */
    String decision() {
        return has(DENIED) ? ", which is denied already," : has(APPROVED) ? ", which is approved already," : "";
    }

    /** The exception for a request that did not end in a certificate. */
    CredentialException notIssued(UserSpec user, Duration timeout, boolean isIssuer) {
        return new CredentialException("The CertificateSigningRequest " + name() + " for the user \"" + user.name()
                + "\" (signer " + signer() + ") " + outcome(timeout) + "\nConditions: "
                + describeConditions() + "\nWhat to do: " + advice(isIssuer));
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
                        .map(condition -> text(condition, "type") + " (" + text(condition, "reason") + ": "
                                + text(condition, "message") + ")")
                        .collect(Collectors.joining(", "));
    }

    private String advice(boolean isIssuer) {
        if (has(DENIED)) {
            return "find out who denied it; another approver in the cluster may have a policy on subjects and signers.";
        }
        if (has(FAILED) && !CertificateFlow.SIGNER.equals(signer())) {
            return "look up which subjects, usages and durations this signer takes; Failed says what it did not like.";
        }
        if (has(FAILED)) {
            return "a client certificate must ask for the usage \"client auth\" and may add \"digital signature\" and"
                    + " \"key encipherment\", nothing else.";
        }
        return has(APPROVED) ? notSigned(isIssuer) : "approve it; CertificateFlow.approve() does.";
    }

    /** An issuer signs for the signer of client certificates; no cluster promises to sign for another one. */
    private String notSigned(boolean isIssuer) {
        String impersonate = "impersonate users, by @KubeUser(via = Via.IMPERSONATION) or kubeuser.via=impersonation;"
                + " that tests authorization, not authentication.";
        if (isIssuer && CertificateFlow.SIGNER.equals(signer())) {
            return "the signer of this cluster may still be starting, or the machine is overloaded: raise"
                    + " kubeuser.csr-timeout. If it never signs, " + impersonate;
        }
        return "either the signer of " + signer() + " is not running yet, then raise kubeuser.csr-timeout; or nobody in"
                + " this cluster signs for it, as on some managed clusters, then " + impersonate;
    }

    /** The issued certificate with its key, compared with what was requested. */
    ClientCredential credential(UserSpec user, CertificateTemplate template, KeyPair keys) {
        ClientCredential credential = new ClientCredential(keys, certificate());
        if (!template.isMetBy(credential)) {
            throw new CredentialException("The certificate was requested for the user \"" + template.commonName()
                    + "\" with groups " + template.organizations() + ", but its subject is "
                    + credential.distinguishedName()
                    + "; the signer changes subjects, so tests would run as somebody else");
        }
        requireLifetime(credential.certificate(), user);
        return credential;
    }

    private X509Certificate certificate() {
        try {
            return Pem.readCertificate(Base64.getDecoder().decode(text(status(), CERTIFICATE)));
        } catch (CertificateException malformed) {
            throw new CredentialException(
                    "The certificate in the CertificateSigningRequest " + name() + " cannot be read", malformed);
        }
    }

    /**
     * Kubernetes' signer backdates the start by five minutes, to tolerate slow clocks; for eight hours or more, it
     * backdates the end as well.
     */
    private void requireLifetime(X509Certificate certificate, UserSpec user) {
        Duration asked = user.expiration();
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        Instant requested = requested();
        Duration whole = Duration.between(begin, end);
        Duration usable = Duration.between(begin.isAfter(requested) ? begin : requested, end);
        Duration given = asked.compareTo(LONG_LIVED) < 0 ? usable : whole;
        String lifetimes = "The certificate of \"" + user.name() + "\" is valid for " + usable.toSeconds() + " s, but "
                + asked.toSeconds() + " s were requested. ";
        if (given.plus(TOLERANCE).compareTo(asked) < 0) {
            boolean isBackdated = whole.minus(asked).abs().compareTo(TOLERANCE) <= 0;
            throw new CredentialException(lifetimes
                    + (isBackdated
                            ? "The signer takes the minutes by which it backdates a certificate off its lifetime, "
                                    + "as old versions of Kubernetes do: request five minutes less by"
                                    + " @KubeUser(expiration = ...)"
                            : "The signer silently caps lifetimes at --cluster-signing-duration: request less by"
                                    + " @KubeUser(expiration = ...), or raise @KubeCluster(signingDuration = ...)"));
        }
        if (whole.compareTo(asked.plus(BACKDATING).plus(TOLERANCE)) > 0) {
            throw new CredentialException(
                    lifetimes + "The signer ignores expirationSeconds: request the lifetime that it gives");
        }
    }

    /** When it was approved, by the API server's clock; if it never was, when it was created. */
    private Instant requested() {
        String time = conditions().stream()
                .filter(condition -> text(condition, "type").equals(APPROVED))
                .map(condition -> text(condition, SINCE))
                .filter(since -> !since.isEmpty())
                .findFirst()
                .orElseGet(() -> metadata("creationTimestamp"));
        return Instant.parse(time);
    }
}
