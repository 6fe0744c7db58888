package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.ObservedResponse;
import dev.kubeuser.internal.Status;
import dev.kubeuser.review.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * Words that the server answered otherwise than it should.
 *
 * @param response what it answered
 * @param demanded how it should have been, as in {@code to be forbidden}
 */
record ShouldBeAnswered(KubeResponse response, String demanded) implements Failure {

    private static final int FORBIDDEN = 403;

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + response.request(), demanded, "but the API server answered " + response.code(), said());
    }

    private List<String> said() {
        List<String> lines = new ArrayList<>();
        ObservedResponse.expiry(response).ifPresent(lines::add);
        if (response.code() == FORBIDDEN) {
            lines.add("It is refused by " + Refusal.of(response).words() + ".");
        }
        Status.parse(response.body())
                .ifPresentOrElse(
                        status -> {
                            lines.add("reason:  " + status.reason());
                            lines.add("message: " + status.message());
                            if (!status.details().isEmpty()) {
                                lines.add("details: " + status.details());
                            }
                        },
                        () -> lines.add("body: " + response.excerpt()));
        return lines;
    }
}
