package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.assertion.internal.PolicyText;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.dryrun.Write;
import dev.kubeuser.dryrun.internal.AdmissionDenial;
import dev.kubeuser.dryrun.internal.AuditAnnotations;
import dev.kubeuser.dryrun.internal.TriedConnection;
import dev.kubeuser.review.Refusal;
import dev.kubeuser.review.internal.AccessReviewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Explains what became of the write of an object.
 *
 * @param access of the user
 * @param reviewer the reviewer of the user
 * @param write what was tried
 * @param answer what the API server answered
 */
record WriteFailure(KubeAccess access, AccessReviewer reviewer, Write write, KubeResponse answer) {

    private static final int FIRST_ERROR = 400;
    private static final int FORBIDDEN = 403;
    private static final int MOST_ANNOTATIONS = 20;
    private static final int LONGEST_VALUE = 300;
    private static final String ADMINISTRATORS = "system:masters";

    Failure shouldBeAdmitted() {
        return Failure.of(
                "Expecting " + PolicyText.user(reviewer.userInfo()),
                "to be allowed to " + write,
                "but " + outcome(),
                reasons());
    }

    Failure shouldBeDenied() {
        return Failure.of(
                "Expecting " + PolicyText.user(reviewer.userInfo()),
                "not to be allowed to " + write,
                "but the API server admits it.");
    }

    Failure shouldBeDeniedBy(String by) {
        return Failure.of(
                "Expecting " + by,
                "to deny " + PolicyText.user(reviewer.userInfo()),
                "to " + write,
                "but " + outcome(),
                reasons());
    }

    Failure shouldBeWarnedBy(String by) {
        List<AdmissionDenial> warnings = AdmissionDenial.warned(answer);
        return Failure.of(
                "Expecting " + by,
                "to warn " + PolicyText.user(reviewer.userInfo()),
                "of " + write,
                warnings.isEmpty() ? "but no policy warns." : "but these policies warn:",
                lines(warnings));
    }

    private static List<String> lines(List<AdmissionDenial> denials) {
        return denials.stream()
                .map(denial -> "  " + denial + ": " + Printable.lines(denial.message()))
                .toList();
    }

    Failure shouldBeAuditedBy(String by, AuditAnnotations annotations) {
        List<AdmissionDenial> audited = annotations.audited();
        return Failure.of(
                "Expecting " + by,
                "to report in the audit event that " + PolicyText.user(reviewer.userInfo()),
                "tries to " + write,
                audited.isEmpty() ? "but no policy reports it." : "but these policies report it:",
                lines(audited));
    }

    Failure shouldBeAuditedAs(String key, String value, AuditAnnotations annotations) {
        return Failure.of(
                "Expecting the audit event of " + PolicyText.user(reviewer.userInfo()),
                "who tries to " + write,
                "to have the annotation " + key + ": " + value,
                annotations.values().isEmpty() ? "but it has no annotations." : "but it has these:",
                annotations.values().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .limit(MOST_ANNOTATIONS)
                        .map(annotation -> "  " + excerpt(annotation.getKey()) + ": " + excerpt(annotation.getValue()))
                        .toList());
    }

    private static String excerpt(String text) {
        return Printable.text(text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...");
    }

    Failure shouldBeAudited() {
        Cluster cluster = access.cluster();
        boolean isLeftOut = cluster.kind() == ClusterKind.EMBEDDED
                && reviewer.userInfo().groups().contains(ADMINISTRATORS);
        return Failure.of(
                "Expecting an audit event of " + PolicyText.user(reviewer.userInfo()),
                "who tries to " + write,
                isLeftOut
                        ? "but embedded clusters do not log what administrators do. Let somebody else write."
                        : "but the audit log has none.");
    }

    /** Whether authorization and admission let it through, and validation, too, unless it is a connection. */
    boolean isAdmitted() {
        return answer.code() < FIRST_ERROR || isConnected();
    }

    /** Whether it is a connection that was let through. */
    boolean isConnected() {
        return TriedConnection.isAdmitted(answer);
    }

    /** The answer is neither yes nor no. */
    Failure shouldBeDecided() {
        return Failure.of(
                "Expecting " + PolicyText.user(reviewer.userInfo()),
                "not to be allowed to " + write,
                "but whether that is so is not known: the API server answered " + answer.code(),
                "message: " + message(),
                "Correct the object, so that nothing but authorization or admission can refuse it.");
    }

    private String message() {
        return Printable.lines(Status.messageIn(answer.body()));
    }

    private String outcome() {
        Optional<AdmissionDenial> denial = AdmissionDenial.of(answer);
        if (denial.isPresent()) {
            return denial.get() + " denies it: " + Printable.lines(denial.get().message());
        }
        return answer.code() == FORBIDDEN
                ? "it is refused by " + Refusal.of(answer).words()
                : "the API server answered " + answer.code();
    }

    private List<String> reasons() {
        Optional<AdmissionDenial> denial = AdmissionDenial.of(answer);
        if (denial.isPresent()) {
            return denial.get().lines(access.context().applied());
        }
        List<String> lines = new ArrayList<>(List.of("message: " + message()));
        lines.addAll(ObservedRequest.changeFor(answer));
        return lines;
    }
}
