// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The exit codes of commands that start no cluster. The tests of {@code run}, {@code test} and {@code check} have those
 * of the others.
 */
class ExitCodeTest {

    private static final String RESOURCES = "src/test/resources/";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0 | --help
        0 | --version
        0 | help, lint
        0 | lint, orders.yaml
        1 | lint, run/rbac.yaml
        0 | lint, orders.yaml, --who-can, list pods -n orders
        1 | lint, orders.yaml, --who-can, list secrets
        0 | lint, orders.yaml, --can, group:orders-team list pods -n orders
        1 | lint, orders.yaml, --can, group:orders-team delete pods -n orders
        0 | compare, --access, orders.yaml, orders.yaml
        1 | compare, --access, orders.yaml, run/rbac.yaml
        0 | init, NEW, orders.yaml
        2 | ''
        2 | lnt
        2 | lint
        2 | lint, no-such.yaml
        2 | lint, orders.yaml, --no-such
        2 | lint, orders.yaml, --can, nonsense
        2 | compare, --access, orders.yaml
        2 | init
        2 | run, --as, shop, --, true
        2 | test
        2 | test, no-such.yaml
        2 | check, no-such, --coverage, 1
        2 | report, no-such
        2 | cleanup, --context, no-such
        """)
    void of(int exitCode, String line) {
        Run.of(Stream.of(line.split(", "))
                        .map(argument -> argument.equals("NEW")
                                ? directory.resolve("new").toString()
                                : argument.matches("(orders|run/rbac)\\.yaml") ? RESOURCES + argument : argument)
                        .toArray(String[]::new))
                .ended(exitCode);
    }
}
