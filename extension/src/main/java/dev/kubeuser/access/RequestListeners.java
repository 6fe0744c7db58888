package dev.kubeuser.access;

import dev.kubeuser.cluster.Cluster;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All who listen to the requests of users on one cluster. Safe for several threads. */
final class RequestListeners implements RequestListener {

    private final List<RequestListener> listeners = new CopyOnWriteArrayList<>();

    static RequestListeners of(Cluster cluster) {
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
    public void demanded(String auditId, Demand demand) {
        listeners.forEach(listener -> listener.demanded(auditId, demand));
    }
}
