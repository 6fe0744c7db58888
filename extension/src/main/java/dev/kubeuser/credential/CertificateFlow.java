package dev.kubeuser.credential;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.credential.CertificateTimeline.Phase;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apiguardian.api.API;

/**
 * Issues a client certificate step by step: {@link #generate()}, {@link #submit()}, {@link #approve()} or
 * {@link #deny(String, String)}, {@link #await()}, {@link #extract()}. {@link #state()} shows the request at any time as
 * {@code kubectl get csr} does. {@link #run()} takes all steps.
 *
 * <p>For one thread. A step taken too early fails with an {@link IllegalStateException} that names the missing one.
 * Closing deletes the CertificateSigningRequest, which revokes nothing: the certificate stays valid until it expires.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/tls/certificate-issue-client-csr/">Issue a Certificate for a Kubernetes
 *     API Client Using A CertificateSigningRequest</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CertificateFlow implements AutoCloseable {

    /** The signer of client certificates that the API server trusts. */
    public static final String SIGNER = "kubernetes.io/kube-apiserver-client";

    private final SigningRequests requests;
    private final Run run;
    private final UserSpec user;
    private final Duration timeout;
    private final List<CertificateTimeline.Step> steps = new ArrayList<>();
    private final List<String> created = new ArrayList<>();
    private Stage stage = new Prepared();

    /** What the flow has so far. */
    private sealed interface Stage {}

    private record Prepared() implements Stage {}

    private record Generated(KeyPair keys, Pkcs10 pkcs10) implements Stage {}

    private record Submitted(Generated generated, SigningRequest request) implements Stage {

        Submitted with(SigningRequest newer) {
            return new Submitted(generated, newer);
        }
    }

    /**
     * Prepares a flow; generates and sends nothing yet.
     *
     * @param cluster which is to sign the certificate
     * @param user who is to get it
     * @param timeout how long {@link #await()} waits for the signer
     */
    public CertificateFlow(Cluster cluster, UserSpec user, Duration timeout) {
        this.requests = new SigningRequests(cluster.adminClient());
        this.run = ManagedCluster.of(cluster).run();
        this.user = user;
        this.timeout = timeout;
    }

    /**
     * {@return the user who is to get the certificate}
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
     * Signs the PKCS#10 request with existing keys.
     *
     * @param existing a key pair of the user's {@link UserSpec#key() algorithm}
     * @return this flow
     */
    public CertificateFlow generate(KeyPair existing) {
        stage = new Generated(existing, Pkcs10.sign(user, existing));
        reached(Phase.GENERATED);
        return this;
    }

    /**
     * {@return the PKCS#10 request as PEM, what {@code openssl req -new -out} writes}
     */
    public String requestPem() {
        return generated().pkcs10().pem();
    }

    /**
     * {@return the key pair}
     */
    public KeyPair keyPair() {
        return generated().keys();
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
     * Creates the CertificateSigningRequest under your own name. The whole cluster shares these names.
     *
     * @param name of the object
     * @return the object as the server stored it
     * @throws CredentialException if the server refuses it, as it does if the name is taken
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
        Generated generated = generated();
        V1CertificateSigningRequest body = SigningRequest.draft(user, generated.pkcs10(), run);
        edit.accept(body);
        SigningRequest request = requests.create(body);
        created.add(request.name());
        stage = new Submitted(generated, request);
        reached(Phase.SUBMITTED);
        return request.object();
    }

    /**
     * {@return the name of the CertificateSigningRequest}
     */
    public String name() {
        return submitted().request().name();
    }

    /**
     * {@return the CertificateSigningRequest as it is now}
     */
    public V1CertificateSigningRequest object() {
        return requests.read(name()).object();
    }

    /**
     * {@return the CertificateSigningRequest as {@code kubectl get csr} shows it now}
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
        decide(SigningRequest.APPROVED, reason, message);
    }

    /**
     * Denies the request: {@code kubectl certificate deny}.
     *
     * @param reason one word in CamelCase
     * @param message for people
     * @throws CredentialException if the server refuses, as it does after an approval
     */
    public void deny(String reason, String message) {
        decide(SigningRequest.DENIED, reason, message);
    }

    private void decide(String type, String reason, String message) {
        Submitted submitted = submitted();
        stage = submitted.with(requests.decide(submitted.request(), SigningRequest.decision(type, reason, message)));
        reached(type.equals(SigningRequest.DENIED) ? Phase.DENIED : Phase.APPROVED);
    }

    /**
     * Waits until the signer has issued the certificate.
     *
     * @return the CertificateSigningRequest with its certificate
     * @throws CredentialException if it is denied, fails, or is not issued in time; with its conditions
     */
    public V1CertificateSigningRequest await() {
        Submitted submitted = submitted();
        SigningRequest last = requests.await(submitted.request(), timeout);
        stage = submitted.with(last);
        if (!last.isIssued()) {
            throw last.notIssued(user, timeout);
        }
        reached(Phase.ISSUED);
        return last.object();
    }

    /**
     * Takes the certificate from the CertificateSigningRequest and checks that its key, subject and lifetime are as
     * requested.
     *
     * @return the key with its certificate
     * @throws CredentialException if they are not
     */
    public ClientCredential extract() {
        Submitted submitted = submitted();
        if (!submitted.request().isIssued()) {
            throw new IllegalStateException("There is no certificate to extract yet: call await() first");
        }
        ClientCredential credential = submitted.request().credential(user, keyPair());
        reached(Phase.EXTRACTED);
        return credential;
    }

    private void reached(Phase phase) {
        steps.add(new CertificateTimeline.Step(phase, Instant.now()));
    }

    /**
     * {@return when each step so far was done}
     */
    public CertificateTimeline timeline() {
        return new CertificateTimeline(user.name(), steps);
    }

    /**
     * Takes the steps that are left, from {@link #generate()} to {@link #extract()}.
     *
     * @return the key with its certificate
     * @throws CredentialException if a step fails
     */
    public ClientCredential run() {
        if (stage instanceof Prepared) {
            generate();
        }
        if (stage instanceof Generated) {
            submit();
        }
        if (!submitted().request().has(SigningRequest.APPROVED)) {
            approve();
        }
        await();
        return extract();
    }

    /**
     * {@return the CertificateSigningRequest as this flow last saw it, even if it is deleted now}
     */
    public V1CertificateSigningRequest lastSeen() {
        return submitted().request().object();
    }

    private Generated generated() {
        if (stage instanceof Generated generated) {
            return generated;
        }
        if (stage instanceof Submitted submitted) {
            return submitted.generated();
        }
        throw tooEarly("generate()");
    }

    private Submitted submitted() {
        if (stage instanceof Submitted submitted) {
            return submitted;
        }
        throw tooEarly("submit()");
    }

    private static IllegalStateException tooEarly(String missing) {
        return new IllegalStateException(
                "This step of the certificate flow comes too early: call " + missing + " first");
    }

    /** Deletes the CertificateSigningRequest, if there is one. */
    @Override
    public void close() {
        created.forEach(requests::delete);
        created.clear();
    }

    @Override
    public String toString() {
        return "certificate flow of \"" + user.name() + "\"" + (stage instanceof Submitted ? ", " + name() : "");
    }
}
