// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import java.util.List;

/**
 * How a program ended.
 *
 * @param command the program and its arguments
 * @param exitCode its exit code
 * @param out what it wrote to its standard output
 * @param err what it wrote to its standard error
 */
public record Outcome(List<String> command, int exitCode, String out, String err) {

    /**
     * {@return what the program wrote to its standard output, without space around it}
     *
     * @throws AssertionError if it did not end with exit code 0
     */
    public String output() {
        if (exitCode != 0) {
            throw new AssertionError(this);
        }
        return out.strip();
    }

    /** For failure messages: everything. */
    @Override
    public String toString() {
        return "$ " + String.join(" ", command) + "\n" + out + err + "exit code " + exitCode;
    }
}
