// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.base.internal.Status;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Shows that {@link RequestListener}s observed the request of an answer. They also hear what assertions expect of it.
 *
 * @param listener hears what assertions expect
 * @param expired a sentence for messages that the credential of an answer with 401 had expired, and when
 */
public record ObservedRequest(RequestListener listener, Optional<String> expired) {

    /** The header in which the API server repeats the ID of the request. */
    private static final String AUDIT_ID = "Audit-ID";

    private static final int UNAUTHORIZED = 401;

    /**
     * {@return the answer, for a listener}
     *
     * @param answer to a request that the listener heard
     * @param listener hears what assertions expect
     * @param expired says that the credential has expired, and when
     */
    public static KubeResponse of(KubeResponse answer, RequestListener listener, Supplier<Optional<String>> expired) {
        return answer.observedBy(
                new ObservedRequest(listener, answer.code() == UNAUTHORIZED ? expired.get() : Optional.empty()));
    }

    /**
     * Reports to the listeners what an assertion expects of a request. Ignores an answer without listeners.
     *
     * @param answer the answer that the assertion is about
     * @param outcome the outcome without which the test would fail
     */
    public static void expect(KubeResponse answer, ExpectedOutcome outcome) {
        String auditId = answer.header(AUDIT_ID);
        if (auditId != null) {
            answer.observed().ifPresent(heard -> heard.listener.expected(auditId, outcome));
        }
    }

    /**
     * Reports to the listeners that the request only asked whether it is allowed.
     *
     * @param answer the answer to it
     */
    public static void probed(KubeResponse answer) {
        String auditId = answer.header(AUDIT_ID);
        if (auditId != null) {
            answer.observed().ifPresent(heard -> heard.listener.probed(auditId));
        }
    }

    /**
     * {@return what change of the policy would allow a refused request, as lines; empty if no listener knows it}
     *
     * @param answer the answer to it
     */
    public static List<String> changeFor(KubeResponse answer) {
        String auditId = answer.header(AUDIT_ID);
        return auditId == null
                ? List.of()
                : answer.observed()
                        .map(heard -> heard.listener.changeFor(auditId))
                        .orElse(List.of());
    }

    /**
     * {@return a sentence for messages that the user's credential had expired when the API server answered 401; empty
     * if it had not, or if this is unknown}
     *
     * @param answer the answer
     */
    public static Optional<String> expired(KubeResponse answer) {
        return answer.observed().flatMap(ObservedRequest::expired);
    }

    /**
     * The answers that clients of one user got since this listens. Exceptions of some libraries lack the header
     * {@code Audit-ID} of the answer that they stand for; it is found here. Thread-safe.
     */
    public static final class HeardAnswers implements RequestListener, AutoCloseable {

        private static final String AUDIT_ID = "audit-id";

        private final KubeAccess user;
        private final Queue<SentRequest> heard = new ConcurrentLinkedQueue<>();

        /**
         * Begins to listen.
         *
         * @param user the user
         */
        @SuppressWarnings("this-escape") // its fields are set
        public HeardAnswers(KubeAccess user) {
            this.user = user;
            user.context().listeners().add(this);
        }

        @Override
        public void sent(SentRequest request) {
            if (request.user().name().equals(user.name())) {
                heard.add(request);
            }
        }

        /**
         * {@return an answer that the listeners of the user's cluster know: with the header {@code Audit-ID}, its own
         * or that of an answer that was heard}
         *
         * @param answer the answer in an exception
         */
        public KubeResponse observed(KubeResponse answer) {
            return ObservedRequest.of(identified(answer), user.context().listeners(), user::expired);
        }

        private KubeResponse identified(KubeResponse answer) {
            Thread caller = Thread.currentThread();
            return answer.headers().containsKey(AUDIT_ID)
                    ? answer
                    : heard.stream()
                            .filter(request -> isSame(request.answer(), answer))
                            .max(Comparator.comparing((SentRequest request) -> request.thread() == caller)
                                    .thenComparing(SentRequest::time))
                            .map(request -> with(request, answer))
                            .orElse(answer);
        }

        /** The answer to the opening of a web socket was heard without its body. */
        private static boolean isSame(KubeResponse heard, KubeResponse answer) {
            return heard.code() == answer.code()
                    && (heard.body().isEmpty()
                            || Status.messageIn(heard.body()).equals(Status.messageIn(answer.body())));
        }

        private static KubeResponse with(SentRequest request, KubeResponse answer) {
            Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers());
            headers.put(AUDIT_ID, List.of(request.auditId()));
            return KubeResponse.of(request.answer().request(), answer.code(), headers, answer.body());
        }

        @Override
        public void close() {
            user.context().listeners().remove(this);
        }
    }
}
