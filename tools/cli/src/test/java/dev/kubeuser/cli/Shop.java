// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A Git repository with a policy, in which the command runs.
 *
 * @param directory its root
 */
record Shop(Path directory) {

    /** Without git the test is skipped. */
    static Shop in(Path directory) throws Exception {
        RunProcess.require("git");
        Shop shop = new Shop(Files.createDirectories(directory));
        shop.git("init", "--quiet", "--initial-branch=main");
        return shop;
    }

    Shop write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return this;
    }

    Shop commit() throws Exception {
        git("add", "--all", "--force");
        return git("commit", "--quiet", "--message=change");
    }

    Shop git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "git", "-c", "user.name=jane", "-c", "user.email=jane@example.com", "-c", "commit.gpgSign=false"));
        command.addAll(List.of(arguments));
        run(command).ended(0);
        return this;
    }

    /** Runs {@code kubeuser} in a JVM of its own, for a JVM cannot change its working directory. */
    Run kubeuser(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(System.getProperty("path.separator"))),
                KubeUserCommand.class.getName()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Run run(List<String> command) throws Exception {
        Path err = Files.createTempFile("kubeuser-cli", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }
}
