package dev.kubeuser.credential;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.credential.CertificateTimeline.Phase;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to a client certificate, step by step: {@link #generate()}, {@link #submit()}, {@link #approve()} or
 * {@link #deny(String, String)}, {@link #await()}, {@link #extract()}; {@link #state()} shows the request at any time as
 * {@code kubectl get csr} does. {@link #run()} goes all the way.
 *
 * <p>For one thread. A step taken too early fails with an {@link IllegalStateException} that names the missing one.
 * Closing deletes the CertificateSigningRequest, which revokes nothing: the certificate stays valid until it expires.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/tls/certificate-issue-client-csr/">Issue a Certificate for a Kubernetes
 *     API Client Using A CertificateSigningRequest</a>
 */
public final class CertificateFlow implements AutoCloseable {

    /** The signer of client certificates that the API server trusts. */
    public static final String SIGNER = "kubernetes.io/kube-apiserver-client";

    private final SigningRequests requests;
    private final Run run;
    private final UserSpec user;
    private final Duration patience;
    private final List<CertificateTimeline.Step> steps = new ArrayList<>();
    private @Nullable KeyPair keys;
    private @Nullable Pkcs10 pkcs10;
    private @Nullable V1CertificateSigningRequest request;

    /**
     * Prepares a flow; nothing is generated or sent yet.
     *
     * @param cluster where the certificate is to be valid
     * @param user whose certificate it is to be
     * @param patience how long {@link #await()} waits for the signer
     */
    public CertificateFlow(Cluster cluster, UserSpec user, Duration patience) {
        this.requests = new SigningRequests(cluster.adminClient());
        this.run = cluster.run();
        this.user = user;
        this.patience = patience;
    }

    /**
     * {@return the user to be}
     */
    public UserSpec user() {
        return user;
    }

    /**
     * Generates the key pair and signs the PKCS#10 request with it: {@code openssl genrsa} and {@code openssl req -new}.
     *
     * @return this flow
     */
    public CertificateFlow generate() {
        return generate(user.key().generate());
    }

    /**
     * Signs the PKCS#10 request with keys that there are already.
     *
     * @param existing a key pair of the user's {@link UserSpec#key() algorithm}
     * @return this flow
     */
    public CertificateFlow generate(KeyPair existing) {
        keys = existing;
        pkcs10 = Pkcs10.sign(user, existing);
        reached(Phase.GENERATED);
        return this;
    }

    /**
     * {@return the PKCS#10 request as PEM, what {@code openssl req -new -out} writes}
     */
    public String requestPem() {
        return require(pkcs10, "generate()").pem();
    }

    /**
     * {@return the key pair}
     */
    public KeyPair keyPair() {
        return require(keys, "generate()");
    }

    /**
     * Creates the CertificateSigningRequest under a unique name.
     *
     * @return the object as the server stored it
     * @throws CredentialException if the server refuses it
     */
    public V1CertificateSigningRequest submit() {
        return submit(asIs -> {});
    }

    /**
     * Creates the CertificateSigningRequest under a name of one's own. Names are shared by the whole cluster.
     *
     * @param name of the object
     * @return the object as the server stored it
     * @throws CredentialException if the server refuses it, as it does if there is one of that name
     */
    public V1CertificateSigningRequest submit(String name) {
        return submit(body -> body.getMetadata().generateName(null).name(name));
    }

    /**
     * Creates the CertificateSigningRequest after a last edit, such as another signer or other usages.
     *
     * @param edit changes the object before it is sent
     * @return the object as the server stored it
     * @throws CredentialException if the server refuses it
     */
    public V1CertificateSigningRequest submit(Consumer<V1CertificateSigningRequest> edit) {
        V1CertificateSigningRequest body = body(requestPem());
        edit.accept(body);
        V1CertificateSigningRequest created = requests.create(body);
        request = created;
        reached(Phase.SUBMITTED);
        return created;
    }

    private V1CertificateSigningRequest body(String pem) {
        return new V1CertificateSigningRequest()
                .apiVersion("certificates.k8s.io/v1")
                .kind("CertificateSigningRequest")
                .metadata(new V1ObjectMeta()
                        .generateName(namePrefix())
                        .labels(run.labels())
                        .annotations(run.annotations()))
                .spec(new V1CertificateSigningRequestSpec()
                        .request(pem.getBytes(StandardCharsets.US_ASCII))
                        .signerName(SIGNER)
                        .expirationSeconds((int) user.lifetime().toSeconds())
                        .usages(List.of("client auth")));
    }

    private String namePrefix() {
        String name = user.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return "kubeuser-" + name.replaceAll("^-|-$", "") + "-";
    }

    /**
     * {@return the name of the CertificateSigningRequest}
     */
    public String name() {
        return submitted().getMetadata().getName();
    }

    /**
     * {@return the CertificateSigningRequest as it is now}
     */
    public V1CertificateSigningRequest object() {
        return requests.read(name());
    }

    /**
     * {@return the CertificateSigningRequest as {@code kubectl get csr} would show it now}
     */
    public RequestState state() {
        return requests.state(name());
    }

    /** Approves the request: {@code kubectl certificate approve}. */
    public void approve() {
        approve("KubeuserApprove", "This CSR was approved by a test.");
    }

    /**
     * Approves the request.
     *
     * @param reason one word in CamelCase
     * @param message for people
     * @throws CredentialException if the server refuses, as it does after a denial
     */
    public void approve(String reason, String message) {
        decide(Conditions.APPROVED, reason, message);
    }

    /**
     * Denies the request: {@code kubectl certificate deny}.
     *
     * @param reason one word in CamelCase
     * @param message for people
     * @throws CredentialException if the server refuses, as it does after an approval
     */
    public void deny(String reason, String message) {
        decide(Conditions.DENIED, reason, message);
    }

    private void decide(String type, String reason, String message) {
        request = requests.decide(submitted(), Conditions.decision(type, reason, message));
        reached(type.equals(Conditions.DENIED) ? Phase.DENIED : Phase.APPROVED);
    }

    /**
     * Waits until the signer has issued the certificate.
     *
     * @return the CertificateSigningRequest with its certificate
     * @throws CredentialException if it is denied, fails, or is not issued in time; with its conditions
     */
    public V1CertificateSigningRequest await() {
        V1CertificateSigningRequest last = requests.await(submitted(), patience);
        request = last;
        if (!Conditions.isIssued(last)) {
            throw new Issuance(user, last).failure(patience);
        }
        reached(Phase.ISSUED);
        return last;
    }

    /**
     * Takes the certificate out of the CertificateSigningRequest and checks that its key, subject and lifetime are those
     * asked for.
     *
     * @return the key with its certificate
     * @throws CredentialException if the certificate is not what was asked for
     */
    public ClientCredential extract() {
        V1CertificateSigningRequest issued = submitted();
        if (!Conditions.isIssued(issued)) {
            throw new IllegalStateException("There is no certificate to extract yet: call await() first");
        }
        ClientCredential credential = new Issuance(user, issued).credential(keyPair());
        reached(Phase.EXTRACTED);
        return credential;
    }

    private void reached(Phase phase) {
        steps.add(new CertificateTimeline.Step(phase, Instant.now()));
    }

    /**
     * {@return when the steps that were done until now were done}
     */
    public CertificateTimeline timeline() {
        return new CertificateTimeline(user.name(), steps);
    }

    /**
     * All steps that are still to do, from {@link #generate()} to {@link #extract()}.
     *
     * @return the key with its certificate
     * @throws CredentialException if a step fails
     */
    public ClientCredential run() {
        if (keys == null) {
            generate();
        }
        submit();
        approve();
        await();
        return extract();
    }

    /**
     * {@return the CertificateSigningRequest as this flow last saw it, also after it was deleted}
     */
    public V1CertificateSigningRequest lastSeen() {
        return submitted();
    }

    private V1CertificateSigningRequest submitted() {
        return require(request, "submit()");
    }

    private static <T> T require(@Nullable T value, String step) {
        if (value == null) {
            throw new IllegalStateException(
                    "This step of the certificate flow comes too early: call " + step + " first");
        }
        return value;
    }

    /** Deletes the CertificateSigningRequest, if one was created. */
    @Override
    public void close() {
        if (request != null) {
            requests.delete(name());
        }
    }

    @Override
    public String toString() {
        return "certificate flow of \"" + user.name() + "\"" + (request == null ? "" : ", " + name());
    }
}
