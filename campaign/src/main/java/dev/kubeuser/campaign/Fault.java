package dev.kubeuser.campaign;

/**
 * Something that goes wrong around a run of tests.
 *
 * @param name what goes wrong
 * @param promise what must hold all the same
 * @param attempts how often it is tried
 * @param attempt does it once, and throws if the promise is broken
 */
record Fault(String name, String promise, int attempts, Attempt attempt) {

    /** Does it once. */
    @FunctionalInterface
    interface Attempt {

        /**
         * Does it once, on a ground of its own.
         *
         * @throws BrokenPromise if the promise is broken
         * @throws Unavailable if this machine cannot do it
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

    /** This machine cannot do it; the message says what is missing. */
    static final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }
}
