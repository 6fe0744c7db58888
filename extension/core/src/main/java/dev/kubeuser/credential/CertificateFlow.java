// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.SlowWait;
import dev.kubeuser.credential.CertificateTimeline.Phase;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.apiguardian.api.API;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/**
 * Issues a client certificate step by step: {@link #generate()}, {@link #submit()}, {@link #approve()} or
 * {@link #deny()}, {@link #await()}, {@link #extract()}. {@link #state()} shows the request at any time as
 * {@code kubectl get csr} does. {@link #run()} takes all steps.
 *
 * <p>The administrator takes the steps; {@link #by(Caller)} lets a user under test create, approve, deny or sign. The
 * flow always reads as the administrator, so a step tests only the permission for that step. A step that the server
 * refuses changes nothing; another user can then take it.
 *
 * <p>Not thread-safe. A step taken too early fails with an {@link IllegalStateException} that names the missing step.
 * Closing deletes the CertificateSigningRequest. That revokes nothing: the certificate stays valid until it expires.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/tls/certificate-issue-client-csr/">Issue a Certificate for a
 *     Kubernetes API Client Using A CertificateSigningRequest</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public final class CertificateFlow implements AutoCloseable {

    /** The signer of client certificates that the API server trusts. */
    public static final String SIGNER = "kubernetes.io/kube-apiserver-client";

    private final Supplier<ManagedCluster> cluster;
    private final UserSpec user;
    private final @Nullable Duration timeout;
    private final @Nullable Caller caller;
    private final Progress progress;

    /** The results so far, whichever user took the steps. */
    private static final class Progress {
        private final List<CertificateTimeline.Step> steps = new ArrayList<>();
        private final List<SigningRequest> created = new ArrayList<>();
        private @Nullable Generated generated;
        private @Nullable SigningRequest request;

        void reached(Phase phase) {
            steps.add(new CertificateTimeline.Step(phase, Instant.now()));
        }
    }

    private record Generated(KeyPair keys, CertificateTemplate template, String requestPem) {}

    /**
     * Prepares a flow; generates and sends nothing yet.
     *
     * @param cluster the cluster that signs the certificate
     * @param user the user that the certificate is for
     * @param timeout how long {@link #await()} waits for the signer, and how long a step is retried after conflicts;
     *     {@code null} for 5 seconds on an existing cluster and 15 on any other
     */
    public CertificateFlow(Cluster cluster, UserSpec user, @Nullable Duration timeout) {
        this(() -> cluster, user, timeout);
    }

    /**
     * Prepares a flow on a cluster that may still be starting.
     *
     * @param cluster waits for the cluster and returns it; called when a step first needs it, which is after
     *     {@link #generate()}
     * @param user the user that the certificate is for
     * @param timeout how long {@link #await()} waits for the signer, and how long a step is retried after conflicts;
     *     {@code null} for 5 seconds on an existing cluster and 15 on any other
     */
    @API(status = API.Status.INTERNAL)
    public CertificateFlow(Supplier<? extends Cluster> cluster, UserSpec user, @Nullable Duration timeout) {
        this(() -> ManagedCluster.of(cluster.get()), user, timeout, null, new Progress());
    }

    private CertificateFlow(
            Supplier<ManagedCluster> cluster,
            UserSpec user,
            @Nullable Duration timeout,
            @Nullable Caller caller,
            Progress progress) {
        this.cluster = cluster;
        this.user = user;
        this.timeout = timeout;
        this.caller = caller;
        this.progress = progress;
    }

    /**
     * {@return the same flow, but another user takes the steps: {@code flow.by(alice).approve()}}
     *
     * @param other a {@code KubeAccess}, for example
     */
    public CertificateFlow by(Caller other) {
        return new CertificateFlow(cluster, user, timeout, other, progress);
    }

    /** {@return the user that the certificate is for} */
    public UserSpec user() {
        return user;
    }

    /**
     * Generates the key pair and signs the PKCS#10 request with it: {@code openssl genrsa} and {@code openssl req
     * -new}.
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
        return generate(existing, CertificateTemplate.of(user));
    }

    /**
     * Signs your own PKCS#10 request with existing keys.
     *
     * @param existing a key pair of the user's {@link UserSpec#key() algorithm}
     * @param template what to request
     * @return this flow
     */
    public CertificateFlow generate(KeyPair existing, CertificateTemplate template) {
        return generate(() -> existing, template);
    }

    /**
     * Signs the PKCS#10 request with keys that may still be being generated.
     *
     * @param keys waits for a key pair of the user's {@link UserSpec#key() algorithm}; called when all else is prepared
     * @return this flow
     */
    @API(status = API.Status.INTERNAL)
    public CertificateFlow generate(Supplier<KeyPair> keys) {
        return generate(keys, CertificateTemplate.of(user));
    }

    private CertificateFlow generate(Supplier<KeyPair> keys, CertificateTemplate template) {
        X500Name subject = template.subject();
        KeyPair generated = keys.get();
        progress.generated = new Generated(generated, template, template.request(subject, user.key(), generated));
        progress.request = null;
        progress.reached(Phase.GENERATED);
        return this;
    }

    private Generated generated() {
        return required(progress.generated, "generate()");
    }

    /** The CertificateSigningRequest as last seen. */
    private SigningRequest request() {
        return required(progress.request, "submit()");
    }

    private static <T> T required(@Nullable T made, String step) {
        if (made == null) {
            throw new IllegalStateException(
                    "This step of the certificate flow comes too early: call " + step + " first");
        }
        return made;
    }

    private SigningRequests requests() {
        return new SigningRequests(cluster.get().adminRequests(), caller);
    }

    private Duration timeout() {
        return timeout == null ? cluster.get().csrTimeout() : timeout;
    }

    /** {@return the PKCS#10 request as PEM, what {@code openssl req -new -out} writes} */
    public String requestPem() {
        return generated().requestPem();
    }

    /** {@return the key pair} */
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
        return submitted(UnaryOperator.identity());
    }

    /**
     * Creates the CertificateSigningRequest under a name of your choice. The whole cluster shares these names.
     *
     * @param name of the object
     * @return the object as the server stored it
     * @throws CredentialException if the server refuses it, for example because the name is taken
     */
    public V1CertificateSigningRequest submit(String name) {
        return submitted(draft -> draft.named(name));
    }

    /**
     * Creates the CertificateSigningRequest after a last edit, such as another signer or other usages.
     *
     * @param edit changes the object before it is sent
     * @return the object as the server stored it
     * @throws CredentialException if the server refuses it
     */
    public V1CertificateSigningRequest submit(Consumer<V1CertificateSigningRequest> edit) {
        return submitted(draft -> {
            V1CertificateSigningRequest body = draft.typed();
            edit.accept(body);
            return SigningRequest.of(body);
        });
    }

    private V1CertificateSigningRequest submitted(UnaryOperator<SigningRequest> edit) {
        create(edit);
        return lastSeen();
    }

    private void create(UnaryOperator<SigningRequest> edit) {
        SigningRequest draft = SigningRequest.draft(
                user, generated().requestPem(), cluster.get().run());
        SigningRequest request = requests().create(edit.apply(draft));
        progress.created.add(request);
        cluster.get().created().put(request.uid(), requests().url(request).toString());
        progress.request = request;
        progress.reached(Phase.SUBMITTED);
    }

    /** {@return the name of the CertificateSigningRequest} */
    public String name() {
        return request().name();
    }

    /** {@return the CertificateSigningRequest as it is now} */
    public V1CertificateSigningRequest certificateSigningRequest() {
        return requests().read(name()).typed();
    }

    /** {@return the CertificateSigningRequest as {@code kubectl get csr} shows it now} */
    public State state() {
        return requests().state(name());
    }

    /**
     * Approves the request: {@code kubectl certificate approve}. Approving again is fine.
     *
     * @throws CredentialException if the server refuses, as it does after a denial
     */
    public void approve() {
        approve("KubeuserApprove", "This CSR was approved by a test.");
    }

    /**
     * Approves the request with your own reason and message. Only the first approval sets them.
     *
     * @param reason one word in CamelCase
     * @param message a sentence for humans
     * @throws CredentialException if the server refuses, as it does after a denial
     */
    public void approve(String reason, String message) {
        decide(SigningRequest.APPROVED, reason, message, Phase.APPROVED);
    }

    /**
     * Denies the request: {@code kubectl certificate deny}. Denying again is fine.
     *
     * @throws CredentialException if the server refuses, as it does after an approval
     */
    public void deny() {
        deny("KubeuserDeny", "This CSR was denied by a test.");
    }

    /**
     * Denies the request with your own reason and message. Only the first denial sets them.
     *
     * @param reason one word in CamelCase
     * @param message a sentence for humans
     * @throws CredentialException if the server refuses, as it does after an approval
     */
    public void deny(String reason, String message) {
        decide(SigningRequest.DENIED, reason, message, Phase.DENIED);
    }

    private void decide(String type, String reason, String message, Phase phase) {
        SigningRequest.Verdict verdict = new SigningRequest.Verdict(type, reason, message);
        progress.request = requests().decide(request(), verdict, timeout());
        progress.reached(phase);
    }

    /**
     * Issues the certificate, as your own signer does: sets it in the status of the request.
     *
     * @param certificatePem the certificate as PEM, followed by its chain if it has one
     * @throws CredentialException if the server refuses
     */
    public void sign(String certificatePem) {
        progress.request = requests().sign(request(), certificatePem, timeout());
    }

    /**
     * Waits until the signer has issued the certificate.
     *
     * @return the CertificateSigningRequest with its certificate
     * @throws CredentialException if the request is denied, fails, or is not issued in time; the message lists its
     *     conditions
     */
    public V1CertificateSigningRequest await() {
        awaitIssued();
        return lastSeen();
    }

    private void awaitIssued() {
        Duration limit = timeout();
        SlowWait wait = SlowWait.begin(
                "the signer " + request().signer() + " to issue the certificate of the user \"" + user.name() + "\"",
                "at most " + limit.toMillis() / 1000.0 + " s, which kubeuser.csr-timeout changes");
        SigningRequest last;
        try {
            last = requests().await(request(), limit);
        } finally {
            wait.close();
        }
        progress.request = last;
        if (!last.isIssued()) {
            throw last.notIssued(user, limit, cluster.get().isIssuer());
        }
        progress.reached(Phase.ISSUED);
    }

    /**
     * Takes the certificate from the CertificateSigningRequest and checks that its key, subject and lifetime are as
     * requested.
     *
     * @return the key with its certificate
     * @throws CredentialException if they differ
     */
    public ClientCredential extract() {
        if (!request().isIssued()) {
            throw new IllegalStateException("There is no certificate to extract yet: call await() first");
        }
        ClientCredential credential = request().credential(user, generated().template(), keyPair());
        progress.reached(Phase.EXTRACTED);
        return credential;
    }

    /** {@return when each step so far was completed} */
    @API(status = API.Status.INTERNAL)
    public CertificateTimeline timeline() {
        return new CertificateTimeline(user.name(), progress.steps);
    }

    /**
     * Takes the remaining steps, from {@link #generate()} to {@link #extract()}.
     *
     * @return the key with its certificate
     * @throws CredentialException if a step fails
     */
    public ClientCredential run() {
        if (progress.generated == null) {
            generate();
        }
        if (progress.request == null) {
            create(UnaryOperator.identity());
        }
        if (!request().has(SigningRequest.APPROVED)) {
            approve();
        }
        awaitIssued();
        return extract();
    }

    /** {@return the CertificateSigningRequest as this flow last saw it, even if it has been deleted since} */
    @API(status = API.Status.INTERNAL)
    public V1CertificateSigningRequest lastSeen() {
        return request().typed();
    }

    /** Deletes the CertificateSigningRequest, if there is one. */
    @Override
    public void close() {
        progress.created.forEach(each -> {
            requests().delete(each);
            cluster.get().created().remove(each.uid());
        });
        progress.created.clear();
    }

    @Override
    public String toString() {
        return "certificate flow of \"" + user.name() + "\"" + (progress.request == null ? "" : ", " + name());
    }

    /**
     * The sender of the requests of the steps: a {@code KubeAccess}, or anything else that has an HTTP client. An
     * implementation is called by the thread that takes the step.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization">Authorization
     *     of certificate signing requests</a>
     */
    public interface Caller {

        /** {@return the user name, for messages} */
        String name();

        /** {@return a client that presents the credential of this user} */
        OkHttpClient httpClient();

        /** {@return the URL by which that client reaches the API server} */
        HttpUrl baseUrl();
    }

    /**
     * A CertificateSigningRequest as {@code kubectl get csr} shows it: the columns that the API server prints.
     *
     * @param name NAME of the object
     * @param age AGE since its creation, for example {@code 62s}
     * @param signerName SIGNERNAME, the requested signer
     * @param requestor REQUESTOR, the user who created the object
     * @param requestedDuration REQUESTEDDURATION, for example {@code 24h}
     * @param condition CONDITION: {@code Pending}, {@code Approved}, {@code Approved,Issued}, {@code Denied} or
     *     {@code Approved,Failed}
     */
    public record State(
            String name, String age, String signerName, String requestor, String requestedDuration, String condition) {

        /** The first row of a Table, as the server prints it. */
        static State of(JsonObject table) {
            JsonArray columns = table.getAsJsonArray("columnDefinitions");
            JsonArray cells =
                    table.getAsJsonArray("rows").get(0).getAsJsonObject().getAsJsonArray("cells");
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                String column = columns.get(i).getAsJsonObject().get("name").getAsString();
                row.put(column, cells.get(i).getAsString());
            }
            return new State(
                    row.getOrDefault("Name", ""),
                    row.getOrDefault("Age", ""),
                    row.getOrDefault("SignerName", ""),
                    row.getOrDefault("Requestor", ""),
                    row.getOrDefault("RequestedDuration", ""),
                    row.getOrDefault("Condition", ""));
        }

        /** The columns, three spaces apart. */
        @Override
        public String toString() {
            return String.join("   ", name, age, signerName, requestor, requestedDuration, condition);
        }
    }
}
