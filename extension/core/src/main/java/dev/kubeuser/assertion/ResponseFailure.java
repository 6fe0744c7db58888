package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedRequest;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.review.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says that the API server did not answer a request as it should. */
final class ResponseFailure {

    private static final int FORBIDDEN = 403;

    private ResponseFailure() {}

    /** The expectation is worded as in {@code to be forbidden}. */
    static Failure shouldBe(String expected, KubeResponse response) {
        return Failure.of(
                "Expecting " + response.request(),
                expected,
                "but the API server answered " + response.code(),
                details(response));
    }

    /** The request went through, or failed before it was sent. */
    static Failure shouldBeRefused(String request, @Nullable Throwable thrown) {
        return Failure.of(
                "",
                "Expecting " + request + " to be refused by the API server",
                thrown == null ? "but it succeeded." : "but it threw " + thrown);
    }

    private static List<String> details(KubeResponse response) {
        List<String> lines = new ArrayList<>();
        ObservedRequest.expired(response).ifPresent(lines::add);
        if (response.code() == FORBIDDEN) {
            lines.add("It is refused by " + Refusal.of(response).words() + ".");
        }
        Status.parse(response.body())
                .ifPresentOrElse(
                        status -> {
                            lines.add("reason:  " + status.reason());
                            lines.add("message: " + Printable.lines(status.message()));
                            if (!status.details().isEmpty()) {
                                lines.add("details: " + status.details());
                            }
                        },
                        () -> lines.add("body: " + Printable.lines(response.excerpt())));
        lines.addAll(ObservedRequest.changeFor(response));
        return lines;
    }
}
