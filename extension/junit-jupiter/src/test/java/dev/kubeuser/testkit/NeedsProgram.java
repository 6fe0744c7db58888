// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Skips tests without a program on the PATH, unless KUBEUSER_REQUIRE names it.
 *
 * @param program for example {@code helm}, or {@code helm4} for version 4 where {@code helm} is another
 */
public record NeedsProgram(String program) implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        require();
    }

    public void require() throws InterruptedException {
        try {
            new ProcessBuilder(program, "--help")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            if (isRequired()) {
                fail(program + " cannot be run, but KUBEUSER_REQUIRE asks for it", missing);
            }
            throw new TestAbortedException("skipped, for " + program + " is not on the PATH");
        }
    }

    private boolean isRequired() {
        return Arrays.asList(
                        System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").split(",", -1))
                .contains(program);
    }
}
