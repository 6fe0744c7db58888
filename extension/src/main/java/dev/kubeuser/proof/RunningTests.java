package dev.kubeuser.proof;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tests are running, and which of them somebody asks for. Safe for several threads.
 *
 * <p>A thread that a test began with belongs to that test. On another one, of a pool for example, nobody can tell, unless
 * only one test is running.
 */
public final class RunningTests {

    private final Map<Thread, TestCase> running = new ConcurrentHashMap<>();

    /**
     * Takes note that a test begins, on its own thread.
     *
     * @param test which
     */
    public void begin(TestCase test) {
        running.put(Thread.currentThread(), test);
    }

    /**
     * Takes note that it has ended, on the same thread.
     *
     * @param test which
     */
    public void end(TestCase test) {
        running.remove(Thread.currentThread(), test);
    }

    /**
     * {@return the test that the calling thread works for, if that can be told}
     */
    public Optional<TestCase> current() {
        TestCase mine = running.get(Thread.currentThread());
        if (mine != null) {
            return Optional.of(mine);
        }
        TestCase[] all = running.values().toArray(TestCase[]::new);
        return all.length == 1 ? Optional.of(all[0]) : Optional.empty();
    }
}
