// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * How a build ended.
 *
 * @param exitValue 0 if it succeeded
 * @param output what it printed
 */
public record BuildResult(int exitValue, String output) {

    /** Waits for the end of a build, whose errors go to its output. */
    public static BuildResult of(Process build) {
        try {
            String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new BuildResult(build.waitFor(), output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a build ran", interrupt);
        }
    }
}
