// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import java.util.function.Supplier;

/**
 * An assertion that a request is refused, whoever sends it. Its refusal is an answer then, not a denial. The request
 * finds the assertion by the thread that begins it: nothing else leads from the one to the other, since the assertion
 * knows neither a cluster nor a user, and the code in between belongs to others.
 */
public final class AssertedRefusals {

    private static final ThreadLocal<Boolean> RUNNING = new ThreadLocal<>();

    private AssertedRefusals() {}

    /**
     * Runs an assertion.
     *
     * @param assertion sends the request, and asserts that it is refused
     * @param <T> what it returns
     * @return what it returns
     */
    public static <T> T expect(Supplier<T> assertion) {
        if (isRunning()) {
            return assertion.get();
        }
        RUNNING.set(true);
        try {
            return assertion.get();
        } finally {
            RUNNING.remove();
        }
    }

    /** {@return whether this thread runs such an assertion} */
    public static boolean isRunning() {
        return RUNNING.get() != null;
    }
}
