package dev.kubeuser.credential;

import dev.kubeuser.credential.CertificateTimeline.Phase;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How far a {@link CertificateFlow} has come, for all who take its steps: what there is, and when it came. */
final class CertificateProgress {

    private final List<CertificateTimeline.Step> steps = new ArrayList<>();
    private final List<String> created = new ArrayList<>();
    private Stage stage = new Prepared();

    /** What there is. */
    private sealed interface Stage {}

    private record Prepared() implements Stage {}

    /** A key and a signed request for a certificate. */
    record Generated(KeyPair keys, CertificateTemplate template, Pkcs10 pkcs10) implements Stage {}

    /** A CertificateSigningRequest besides, as last seen. */
    record Submitted(Generated generated, SigningRequest request) implements Stage {}

    void generated(KeyPair keys, CertificateTemplate template, Pkcs10 pkcs10) {
        stage = new Generated(keys, template, pkcs10);
        reached(Phase.GENERATED);
    }

    void submitted(SigningRequest request) {
        created.add(request.name());
        stage = new Submitted(generated(), request);
        reached(Phase.SUBMITTED);
    }

    /** The request has changed. */
    void seen(SigningRequest newer) {
        stage = new Submitted(generated(), newer);
    }

    void reached(Phase phase) {
        steps.add(new CertificateTimeline.Step(phase, Instant.now()));
    }

    boolean isGenerated() {
        return !(stage instanceof Prepared);
    }

    boolean isSubmitted() {
        return stage instanceof Submitted;
    }

    Generated generated() {
        if (stage instanceof Generated generated) {
            return generated;
        }
        if (stage instanceof Submitted submitted) {
            return submitted.generated();
        }
        throw tooEarly("generate()");
    }

    SigningRequest request() {
        if (stage instanceof Submitted submitted) {
            return submitted.request();
        }
        throw tooEarly("submit()");
    }

    SigningRequest issued() {
        if (!request().isIssued()) {
            throw new IllegalStateException("There is no certificate to extract yet: call await() first");
        }
        return request();
    }

    private static IllegalStateException tooEarly(String missing) {
        return new IllegalStateException(
                "This step of the certificate flow comes too early: call " + missing + " first");
    }

    /** Hands out the name of each CertificateSigningRequest, once. */
    void forEachCreated(Consumer<String> removal) {
        created.forEach(removal);
        created.clear();
    }

    List<CertificateTimeline.Step> steps() {
        return List.copyOf(steps);
    }
}
