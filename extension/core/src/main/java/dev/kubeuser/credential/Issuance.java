package dev.kubeuser.credential;

import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.SlowWait;
import dev.kubeuser.credential.CertificateTimeline.Phase;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/** Tracks one certificate through its steps, whichever user takes them: what exists so far, and since when. */
final class Issuance {

    private final Supplier<ManagedCluster> cluster;
    private final UserSpec user;
    private final @Nullable Duration timeout;
    private final List<CertificateTimeline.Step> steps = new ArrayList<>();
    private final List<SigningRequest> created = new ArrayList<>();
    private Stage stage = new Prepared();

    /** What exists so far. */
    private sealed interface Stage {}

    private record Prepared() implements Stage {}

    private record Generated(KeyPair keys, CertificateTemplate template, Pkcs10 pkcs10) implements Stage {}

    private record Submitted(Generated generated, SigningRequest request) implements Stage {}

    Issuance(Supplier<ManagedCluster> cluster, UserSpec user, @Nullable Duration timeout) {
        this.cluster = cluster;
        this.user = user;
        this.timeout = timeout;
    }

    UserSpec user() {
        return user;
    }

    private SigningRequests requests() {
        return new SigningRequests(cluster.get().adminRequests());
    }

    private Duration timeout() {
        return timeout == null ? cluster.get().csrTimeout() : timeout;
    }

    void generate(Supplier<KeyPair> keys, CertificateTemplate template) {
        X500Name subject = template.subject();
        KeyPair generated = keys.get();
        stage = new Generated(generated, template, Pkcs10.sign(subject, template, user.key(), generated));
        reached(Phase.GENERATED);
    }

    void submit(Caller caller, UnaryOperator<SigningRequest> edit) {
        SigningRequest draft =
                SigningRequest.draft(user, pkcs10(), cluster.get().run());
        SigningRequest request = requests().create(caller, edit.apply(draft));
        created.add(request);
        cluster.get().createdUids().add(request.uid());
        stage = new Submitted(generated(), request);
        reached(Phase.SUBMITTED);
    }

    void approve(Caller caller, String reason, String message) {
        decide(caller, SigningRequest.APPROVED, reason, message);
        reached(Phase.APPROVED);
    }

    void deny(Caller caller, String reason, String message) {
        decide(caller, SigningRequest.DENIED, reason, message);
        reached(Phase.DENIED);
    }

    private void decide(Caller caller, String type, String reason, String message) {
        saw(requests().decide(caller, request(), new SigningRequest.Verdict(type, reason, message), timeout()));
    }

    void sign(Caller caller, String certificatePem) {
        saw(requests().sign(caller, request(), certificatePem, timeout()));
    }

    void await() {
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
        saw(last);
        if (!last.isIssued()) {
            throw last.notIssued(user, limit, cluster.get().isIssuer());
        }
        reached(Phase.ISSUED);
    }

    ClientCredential extract() {
        if (!request().isIssued()) {
            throw new IllegalStateException("There is no certificate to extract yet: call await() first");
        }
        ClientCredential credential = request().credential(user, generated().template(), keys());
        reached(Phase.EXTRACTED);
        return credential;
    }

    private void saw(SigningRequest newer) {
        stage = new Submitted(generated(), newer);
    }

    private void reached(Phase phase) {
        steps.add(new CertificateTimeline.Step(phase, Instant.now()));
    }

    boolean isGenerated() {
        return !(stage instanceof Prepared);
    }

    boolean isSubmitted() {
        return stage instanceof Submitted;
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

    KeyPair keys() {
        return generated().keys();
    }

    Pkcs10 pkcs10() {
        return generated().pkcs10();
    }

    /** As last seen. */
    SigningRequest request() {
        if (stage instanceof Submitted submitted) {
            return submitted.request();
        }
        throw tooEarly("submit()");
    }

    private static IllegalStateException tooEarly(String missing) {
        return new IllegalStateException(
                "This step of the certificate flow comes too early: call " + missing + " first");
    }

    SigningRequest read() {
        return requests().read(request().name());
    }

    RequestState state() {
        return requests().state(request().name());
    }

    CertificateTimeline timeline() {
        return new CertificateTimeline(user.name(), steps);
    }

    /** Deletes the CertificateSigningRequests. That revokes nothing. */
    void clear() {
        created.forEach(requests()::delete);
        created.clear();
    }
}
