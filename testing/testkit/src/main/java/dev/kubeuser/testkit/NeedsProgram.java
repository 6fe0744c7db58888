// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests of a class without a program on the PATH. If the environment variable KUBEUSER_REQUIRE names the
 * program, they fail instead.
 *
 * @param program for example {@code helm}, or {@code helm4} for version 4 where {@code helm} is another
 */
public record NeedsProgram(String program) implements BeforeAllCallback {

    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));
    private static final String SUFFIX = File.pathSeparator.equals(";") ? ".exe" : "";

    @Override
    public void beforeAll(ExtensionContext context) {
        path(program);
    }

    /**
     * Returns where a program is; without it, skips the test that calls this, or fails it, as above.
     *
     * @param program its name
     * @return its path
     */
    public static Path path(String program) {
        Optional<Path> found = SEPARATOR
                .splitAsStream(Objects.requireNonNullElse(System.getenv("PATH"), ""))
                .map(folder -> Path.of(folder, program + SUFFIX))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && isRequired(program)) {
            throw new AssertionError(program + " is not on the PATH, but KUBEUSER_REQUIRE asks for it");
        }
        return found.orElseGet(() -> Assumptions.abort("skipped, for " + program + " is not on the PATH"));
    }

    /**
     * Returns whether a test without something has to fail.
     *
     * @param what a program, or anything else that KUBEUSER_REQUIRE may name
     * @return whether it is named there
     */
    public static boolean isRequired(String what) {
        String required = System.getenv().getOrDefault("KUBEUSER_REQUIRE", "");
        return Arrays.asList(required.split(",", -1)).contains(what);
    }
}
