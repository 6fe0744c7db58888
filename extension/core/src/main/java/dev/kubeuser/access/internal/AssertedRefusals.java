package dev.kubeuser.access.internal;

import java.util.function.Supplier;

/**
 * An assertion that a request is refused, whoever sends it. Its refusal is an answer then, not a denial. The request
 * finds the assertion among the callers of the code that begins it: nothing else leads from the one to the other, since
 * the assertion knows neither a cluster nor a user, and the code in between belongs to others.
 */
public final class AssertedRefusals {

    private static final String CLASS = AssertedRefusals.class.getName();

    private AssertedRefusals() {}

    /**
     * Runs an assertion.
     *
     * @param assertion sends the request, and asserts that it is refused
     * @param <T> what it returns
     * @return what it returns
     */
    public static <T> T expect(Supplier<T> assertion) {
        return assertion.get();
    }

    /** {@return whether such an assertion called the code that calls this} */
    public static boolean isCaller() {
        return StackWalker.getInstance()
                .walk(callers ->
                        callers.skip(1).anyMatch(caller -> caller.getClassName().equals(CLASS)));
    }
}
