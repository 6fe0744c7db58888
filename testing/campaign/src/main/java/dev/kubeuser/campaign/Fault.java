package dev.kubeuser.campaign;

/**
 * Something that goes wrong around a run of tests.
 *
 * @param name what goes wrong
 * @param promise what must hold nevertheless
 * @param attempts how often it is tried
 * @param attempt causes it once, and throws if the promise is broken
 */
record Fault(String name, String promise, int attempts, Attempt attempt) {

    /** Causes the fault once. */
    @FunctionalInterface
    interface Attempt {

        /**
         * Causes the fault once, on its own ground.
         *
         * @throws BrokenPromise if the promise is broken
         * @throws Unavailable if this machine cannot cause the fault
         */
        void on(Ground ground) throws Exception;
    }

    /** The promise is broken; the message says how. */
    static final class BrokenPromise extends RuntimeException {

        private static final long serialVersionUID = 1;

        BrokenPromise(String message) {
            super(message);
        }
    }

    /** This machine cannot cause it; the message says what is missing. */
    static final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }
}
