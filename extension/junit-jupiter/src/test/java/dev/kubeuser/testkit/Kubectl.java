// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The kubectl on the PATH, as whoever is in a kubeconfig. */
public record Kubectl(Path kubeconfig) {

    /** Standard output of a command; a test is skipped without kubectl, unless KUBEUSER_REQUIRE names it. */
    public String run(String... arguments) throws IOException, InterruptedException {
        Ended ended = end(arguments);
        assertThat(ended.exitValue()).as(ended.output()).isZero();
        return ended.output();
    }

    /** What a command says that fails. */
    public String refused(String... arguments) throws IOException, InterruptedException {
        Ended ended = end(arguments);
        assertThat(ended.exitValue()).as(ended.output()).isNotZero();
        return ended.output();
    }

    /** What a command says, whether it fails or not. */
    public String output(String... arguments) throws IOException, InterruptedException {
        return end(arguments).output();
    }

    private record Ended(int exitValue, String output) {}

    private Ended end(String... arguments) throws IOException, InterruptedException {
        // The usual cache, in the home directory, goes by address: it may be of a cluster that had this port before.
        Path cache = kubeconfig.resolveSibling("kubectl-cache");
        List<String> command =
                new ArrayList<>(List.of("kubectl", "--kubeconfig=" + kubeconfig, "--cache-dir=" + cache));
        command.addAll(List.of(arguments));
        NeedsProgram.path("kubectl");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
