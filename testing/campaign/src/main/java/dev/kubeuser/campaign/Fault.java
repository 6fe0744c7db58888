// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.campaign;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Something that goes wrong around a run of tests.
 *
 * @param name what goes wrong
 * @param promise what must hold nevertheless, beside that nothing is left in the end
 * @param attempts how often it is tried
 * @param attempt causes it once, and throws if the promise is broken
 */
record Fault(String name, String promise, int attempts, Attempt attempt) {

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

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

    /** Returns the same fault, which needs a program on this machine. */
    Fault needing(String program) {
        return new Fault(name, promise, attempts, ground -> {
            boolean isThere = SEPARATOR
                    .splitAsStream(Objects.requireNonNullElse(System.getenv("PATH"), ""))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
            if (!isThere) {
                throw new Unavailable("it needs " + program);
            }
            attempt.on(ground);
        });
    }

    /**
     * Tries it, and checks after each attempt that nothing is left.
     *
     * @param work the working folder, with the cache that attempts share
     * @param times the factor for the number of attempts
     */
    Result tried(Path work, int times) throws IOException {
        int tries = attempts * times;
        List<String> broken = new ArrayList<>();
        for (int i = 1; i <= tries; i++) {
            System.err.println("campaign: " + name + ", " + i + " of " + tries);
            Ground ground = Ground.create(work);
            try {
                attempt.on(ground);
                ground.requireNothingLeft();
            } catch (Unavailable missing) {
                return new Result(0, List.of(), String.valueOf(missing.getMessage()));
            } catch (Exception failure) {
                broken.add(String.valueOf(failure.getMessage()));
                System.err.println("campaign: broken: " + failure.getMessage());
            } finally {
                ground.clear();
            }
        }
        return new Result(tries, broken, "");
    }

    /**
     * What came of it.
     *
     * @param tries the number of attempts
     * @param broken what was observed each time the promise was broken
     * @param missing why it was not tried, or empty
     */
    record Result(int tries, List<String> broken, String missing) {

        @Override
        public String toString() {
            String held = missing.isEmpty() ? String.valueOf(tries - broken.size()) : "not tried: " + missing;
            return tries + " | " + cell(broken.isEmpty() ? held : held + "; " + broken.get(0));
        }

        private static String cell(String text) {
            return text.strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
        }
    }
}
