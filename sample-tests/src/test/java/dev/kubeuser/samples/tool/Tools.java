// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * The programs on the {@code PATH} that tests use. A test whose program is missing is skipped, and says so; where the
 * environment variable {@code KUBEUSER_REQUIRE} names the program, the test fails: nothing is skipped unseen there.
 *
 * @param path the directories that programs are looked for in
 * @param required the programs that must not be missing
 */
public record Tools(Set<Path> path, Set<String> required) {

    private static final String REQUIRE = "KUBEUSER_REQUIRE";
    private static final Set<String> SUFFIXES = Set.of("", ".exe");

    /** {@return the tools of this machine} */
    public static Tools ofThisMachine() {
        return new Tools(
                split("PATH", File.pathSeparator).map(Path::of).collect(Collectors.toSet()),
                split(REQUIRE, ",").collect(Collectors.toSet()));
    }

    private static Stream<String> split(String variable, String separator) {
        String value = Optional.ofNullable(System.getenv(variable)).orElse("");
        return Arrays.stream(value.split(separator)).map(String::strip).filter(item -> !item.isEmpty());
    }

    /**
     * Goes on if all of these programs are there.
     *
     * @param names of the programs
     * @throws TestAbortedException if one is missing, which skips the test
     * @throws AssertionError if one is missing that is required
     */
    public void need(String... names) {
        Arrays.stream(names).filter(name -> !has(name)).forEach(this::report);
    }

    private boolean has(String name) {
        return path.stream()
                .flatMap(directory -> SUFFIXES.stream().map(suffix -> directory.resolve(name + suffix)))
                .anyMatch(Files::isExecutable);
    }

    private void report(String missing) {
        if (required.contains(missing)) {
            throw new AssertionError(missing + " is not on the PATH, but " + REQUIRE + " asks for it");
        }
        String message = "skipped, for " + missing + " is not on the PATH";
        System.out.println("kubeuser samples: a test is " + message);
        throw new TestAbortedException(message);
    }
}
