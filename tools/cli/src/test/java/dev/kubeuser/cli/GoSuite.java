// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The suite of the sample in Go, compiled once. Threads may share it. */
final class GoSuite {

    private static final Path SOURCES = Path.of("../../sample-tests/languages/go");
    private static final Path PROGRAM =
            Path.of("target/language-samples/controller.test").toAbsolutePath();

    /** Those of the control plane's build: Go's cache then has most of what the suite is made of. */
    private static final String FLAGS = "-trimpath -buildvcs=false -gcflags=all=-dwarf=false";

    private boolean isCompiled;

    /**
     * {@return the variables that Go and the suite get}
     *
     * @param timeout how long the suite may wait for something
     */
    static Map<String, String> variables(String timeout) {
        String given = System.getenv().getOrDefault("GOFLAGS", "");
        return Map.of(
                "GOFLAGS",
                (given + " " + FLAGS).strip(),
                "CGO_ENABLED",
                "0",
                "GOWORK",
                "off",
                "USE_EXISTING_CLUSTER",
                "true",
                "GOMEGA_DEFAULT_EVENTUALLY_TIMEOUT",
                timeout);
    }

    /** {@return the program, whose working directory has to be that of its sources} */
    synchronized Path compile() throws IOException, InterruptedException {
        if (!isCompiled) {
            ProcessBuilder compiler = new ProcessBuilder(
                            "go", "test", "-c", "-ldflags=-s -w", "-o", PROGRAM.toString(), "./internal/controller")
                    .directory(SOURCES.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            compiler.environment().putAll(variables("0s"));
            assertThat(compiler.start().waitFor()).as("go test -c").isZero();
            isCompiled = true;
        }
        return PROGRAM;
    }
}
