// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.question.Write;
import dev.kubeuser.question.internal.AccessReviewer;
import dev.kubeuser.question.internal.AdmissionDenial;
import dev.kubeuser.question.internal.StoredChange;
import dev.kubeuser.rbac.internal.PolicyText;
import java.util.ArrayList;
import java.util.List;
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

    Failure shouldBeAdmitted() {
        return Failure.of(
                AccessFailure.expecting(reviewer), "to be allowed to " + write, "but " + outcome(), reasons());
    }

    Failure shouldBeDenied() {
        return Failure.of(
                AccessFailure.expecting(reviewer), "not to be allowed to " + write, "but the API server admits it.");
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
                Failure.indented(warnings.stream()
                        .map(warning -> warning + ": " + Printable.lines(warning.message()))
                        .toList()));
    }

    /** Whether authorization, admission and validation let it through. */
    boolean isAdmitted() {
        return answer.code() < FIRST_ERROR;
    }

    /** The API server answered with something other than yes or no. */
    Failure shouldBeDecided() {
        return Failure.of(
                AccessFailure.expecting(reviewer),
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
            return denial.get().lines(access);
        }
        List<String> lines = new ArrayList<>(List.of("message: " + message()));
        lines.addAll(ObservedRequest.changeFor(answer));
        return lines;
    }

    /** Empty if a golden file says how the object is changed before it is stored, or is written. */
    Optional<Failure> shouldBeStoredAs(Golden golden) {
        List<String> changes = StoredChange.lines(
                write.object().json(), JsonParser.parseString(answer.body()).getAsJsonObject());
        return golden.check(
                        Golden.Mode.current(),
                        String.join("\n", changes) + "\n",
                        Failure.indented(changes.stream().map(Printable::text).toList()),
                        () -> differences(golden, changes))
                .map(lines -> Failure.of(lines));
    }

    private static Optional<List<String>> differences(Golden golden, List<String> changes) {
        List<String> written =
                golden.read().lines().filter(line -> !line.isBlank()).toList();
        if (written.equals(changes)) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(without("but this is changed, too:", changes, written));
        lines.addAll(without("but this is not changed:", written, changes));
        return Optional.of(lines);
    }

    private static List<String> without(String heading, List<String> lines, List<String> others) {
        List<String> rest = new ArrayList<>(lines);
        rest.removeAll(others);
        return Failure.list(heading, rest.stream().map(Printable::text).toList());
    }
}
