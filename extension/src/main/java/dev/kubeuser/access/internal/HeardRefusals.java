package dev.kubeuser.access.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The refusals of requests that a thread sends while an assertion runs there. So the assertion need not know whose
 * requests they are. Each thread has its own.
 */
public final class HeardRefusals {

    private static final Map<Thread, List<Runnable>> OF_THREADS = new ConcurrentHashMap<>();

    private HeardRefusals() {}

    /**
     * Runs an assertion, and tells the listeners of the refusals meanwhile that they are answers.
     *
     * @param assertion runs the request and asserts that it is refused; if it throws, no listener is told
     * @param <T> what it returns
     * @return what it returns
     */
    public static <T> T areAnswersOf(Supplier<T> assertion) {
        Thread caller = Thread.currentThread();
        List<Runnable> heard = new CopyOnWriteArrayList<>();
        List<Runnable> around = OF_THREADS.put(caller, heard);
        try {
            T result = assertion.get();
            heard.forEach(Runnable::run);
            return result;
        } finally {
            if (around == null) {
                OF_THREADS.remove(caller);
            } else {
                OF_THREADS.put(caller, around);
            }
        }
    }

    /**
     * Notes that a request was refused.
     *
     * @param sender the thread that sent it
     * @param listener heard the request
     * @param auditId the request's header {@code Audit-ID}
     */
    public static void add(Thread sender, RequestListener listener, String auditId) {
        List<Runnable> heard = OF_THREADS.get(sender);
        if (heard != null) {
            heard.add(() -> listener.probed(auditId));
        }
    }
}
