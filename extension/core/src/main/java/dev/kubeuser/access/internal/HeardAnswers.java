package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.base.internal.Status;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The answers that clients of one user got since this listens. Exceptions of some libraries lack the header
 * {@code Audit-ID} of the answer that they stand for; it is found here. Thread-safe.
 */
public final class HeardAnswers implements RequestListener, AutoCloseable {

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
     * {@return an answer that the listeners of the user's cluster know: with the header {@code Audit-ID}, its own or that of
     * an answer that was heard}
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
                && (heard.body().isEmpty() || Status.messageIn(heard.body()).equals(Status.messageIn(answer.body())));
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
