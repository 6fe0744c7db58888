// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The library's log while a command runs: silent, because the command itself reports what happens. */
final class QuietLog {

    private QuietLog() {}

    /**
     * What a command does.
     *
     * @param <T> what it returns
     */
    interface Work<T> {

        T run() throws IOException;
    }

    static <T> T during(Work<T> work) throws IOException {
        Logger log = Logger.getLogger("dev.kubeuser");
        Level level = log.getLevel();
        log.setLevel(Level.OFF);
        try {
            return work.run();
        } finally {
            log.setLevel(level);
        }
    }
}
