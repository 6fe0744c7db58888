package dev.kubeuser.credential;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.Run;
import dev.kubeuser.credential.CertificateTimeline.Phase;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Tracks one certificate through its steps, whichever user takes them: what exists so far, and since when. */
final class Issuance {

    private final SigningRequests requests;
    private final Run run;
    private final UserSpec user;
    private final Duration timeout;
    private final List<CertificateTimeline.Step> steps = new ArrayList<>();
    private final List<String> created = new ArrayList<>();
    private Stage stage = new Prepared();

    /** What exists so far. */
    private sealed interface Stage {}

    private record Prepared() implements Stage {}

    private record Generated(KeyPair keys, CertificateTemplate template, Pkcs10 pkcs10) implements Stage {}

    private record Submitted(Generated generated, SigningRequest request) implements Stage {}

    Issuance(Cluster cluster, UserSpec user, Duration timeout) {
        this.requests = new SigningRequests(ManagedCluster.of(cluster).adminRequests());
        this.run = ManagedCluster.of(cluster).run();
        this.user = user;
        this.timeout = timeout;
    }

    UserSpec user() {
        return user;
    }

    void generate(KeyPair keys, CertificateTemplate template) {
        stage = new Generated(keys, template, Pkcs10.sign(template, user.key(), keys));
        reached(Phase.GENERATED);
    }

    void submit(Actor actor, UnaryOperator<SigningRequest> edit) {
        SigningRequest request = requests.create(actor, edit.apply(SigningRequest.draft(user, pkcs10(), run)));
        created.add(request.name());
        stage = new Submitted(generated(), request);
        reached(Phase.SUBMITTED);
    }

    void approve(Actor actor, String reason, String message) {
        decide(actor, SigningRequest.APPROVED, reason, message);
        reached(Phase.APPROVED);
    }

    void deny(Actor actor, String reason, String message) {
        decide(actor, SigningRequest.DENIED, reason, message);
        reached(Phase.DENIED);
    }

    private void decide(Actor actor, String type, String reason, String message) {
        saw(requests.decide(actor, request(), new SigningRequest.Verdict(type, reason, message), timeout));
    }

    void sign(Actor actor, String certificatePem) {
        saw(requests.sign(actor, request(), certificatePem, timeout));
    }

    void await() {
        SigningRequest last = requests.await(request(), timeout);
        saw(last);
        if (!last.isIssued()) {
            throw last.notIssued(user, timeout);
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
        return requests.read(request().name());
    }

    RequestState state() {
        return requests.state(request().name());
    }

    CertificateTimeline timeline() {
        return new CertificateTimeline(user.name(), steps);
    }

    /** Deletes the CertificateSigningRequests. That revokes nothing. */
    void clear() {
        created.forEach(requests::delete);
        created.clear();
    }
}
