// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.base.internal.TextFile;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The standard input of the command, which the source {@code -} names. It can be read once. */
final class StandardInput {

    private boolean isRead;

    /**
     * Reads it to its end.
     *
     * @throws IllegalArgumentException if it was read before, is a terminal, or cannot be read
     */
    String text() {
        if (isRead) {
            throw new IllegalArgumentException(
                    "two sources are -, and the standard input can be read once: save one of them in a file");
        }
        isRead = true;
        if (isTerminal()) {
            throw new IllegalArgumentException("- is the standard input, and that is a terminal: pipe manifests into"
                    + " it, as in kubectl get clusterroles,clusterrolebindings -o yaml | kubeuser lint -");
        }
        try {
            return TextFile.read(System.in);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "the standard input could not be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Java tells of a console only if the output is one, too. Without such a program, as on Windows, it is none. */
    private static boolean isTerminal() {
        try {
            Process test = new ProcessBuilder("test", "-t", "0")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return test.waitFor(1, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
