package dev.kubeuser.access.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The listeners of one cluster. If one throws, the others still hear, and the test still gets its answer. Thread-safe.
 */
public final class RequestListeners implements RequestListener {

    private static final System.Logger LOG = System.getLogger(RequestListeners.class.getName());

    private final List<RequestListener> listeners = new CopyOnWriteArrayList<>();

    void add(RequestListener listener) {
        listeners.add(listener);
    }

    void remove(RequestListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void begun(String auditId) {
        tellEach(listener -> listener.begun(auditId));
    }

    @Override
    public void sent(SentRequest request) {
        tellEach(listener -> listener.sent(request));
    }

    @Override
    public void expected(String auditId, ExpectedOutcome outcome) {
        tellEach(listener -> listener.expected(auditId, outcome));
    }

    @Override
    public void probed(String auditId) {
        tellEach(listener -> listener.probed(auditId));
    }

    @Override
    public List<String> changeFor(String auditId) {
        return listeners.stream()
                .map(listener -> listener.changeFor(auditId))
                .filter(lines -> !lines.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private void tellEach(Consumer<RequestListener> message) {
        for (RequestListener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException failure) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "kubeuser: a request was not recorded, so the report may lack it",
                        failure);
            }
        }
    }
}
