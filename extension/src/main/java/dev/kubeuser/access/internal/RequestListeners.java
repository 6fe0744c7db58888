package dev.kubeuser.access.internal;

import dev.kubeuser.cluster.Cluster;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The listeners of one cluster. Safe for several threads. */
public final class RequestListeners implements RequestListener {

    private final List<RequestListener> listeners = new CopyOnWriteArrayList<>();

    private RequestListeners() {}

    /**
     * {@return the listeners of a cluster}
     *
     * @param cluster which
     */
    public static RequestListeners of(Cluster cluster) {
        return cluster.attachment(RequestListeners.class, RequestListeners::new);
    }

    void add(RequestListener listener) {
        listeners.add(listener);
    }

    @Override
    public void sent(SentRequest request) {
        listeners.forEach(listener -> listener.sent(request));
    }

    @Override
    public void expected(String auditId, ExpectedOutcome outcome) {
        listeners.forEach(listener -> listener.expected(auditId, outcome));
    }
}
