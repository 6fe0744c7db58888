// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;

/** Signals to processes, which {@link ProcessHandle} sends two of only. */
public final class Signals {

    private Signals() {}

    /** Stops a process where it is, as Ctrl-Z does: it exists, keeps its sockets, and does nothing. */
    public static void stop(long pid) {
        send("-STOP", pid);
        Awaitility.await("the stop of " + pid).until(() -> state(pid).startsWith("T"));
    }

    /** Lets a stopped process go on. */
    public static void resume(long pid) {
        send("-CONT", pid);
    }

    /** As ps shows it: a signal is delivered some time after kill has ended. */
    private static String state(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", String.valueOf(pid)).start();
        return new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    private static void send(String signal, long pid) {
        try {
            int code = new ProcessBuilder("kill", signal, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + signal + " " + pid + " ended with " + code);
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupt);
        }
    }
}
