package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.KubeResponse;

/** An answer to a request that {@link RequestListener}s heard: they also hear what assertions expect of it. */
public final class ObservedResponse extends KubeResponse {

    /** Where the API server repeats the ID of the request. */
    private static final String AUDIT_ID = "Audit-ID";

    private final RequestListener listener;

    private ObservedResponse(KubeResponse answer, RequestListener listener) {
        super(answer.request(), answer.code(), answer.headers(), answer.body());
        this.listener = listener;
    }

    /**
     * {@return the answer, for a listener}
     *
     * @param answer to a request that the listener heard
     * @param listener hears what assertions expect
     */
    public static KubeResponse of(KubeResponse answer, RequestListener listener) {
        return new ObservedResponse(answer, listener);
    }

    /**
     * {@return an answer that a client of the user received, for the listeners of the user's cluster}
     *
     * @param answer with the header {@code Audit-ID}
     * @param user whose client sent the request
     */
    public static KubeResponse of(KubeResponse answer, KubeAccess user) {
        return of(answer, RequestListeners.of(user.cluster()));
    }

    /**
     * Tells the listeners what an assertion expects of a request. An answer that nobody observes is ignored.
     *
     * @param answer which the assertion is about
     * @param outcome without which the test would fail
     */
    public static void expect(KubeResponse answer, ExpectedOutcome outcome) {
        String auditId = answer.header(AUDIT_ID);
        if (answer instanceof ObservedResponse observed && auditId != null) {
            observed.listener.expected(auditId, outcome);
        }
    }
}
