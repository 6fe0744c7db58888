// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A repository that a test makes with the machine's git.
 *
 * @param root its directory
 */
record GitCheckout(Path root) {

    /** Makes an empty one with the branch {@code main}. */
    static GitCheckout in(Path root) throws Exception {
        Files.createDirectories(root);
        GitCheckout made = new GitCheckout(root);
        made.git("init", "--quiet", "--initial-branch=main");
        return made;
    }

    /** Writes a file. */
    GitCheckout write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return this;
    }

    /** Commits all that is there. */
    GitCheckout commit() throws Exception {
        git("add", "--all", "--force");
        git("commit", "--quiet", "--allow-empty", "--no-verify", "--message=change");
        return this;
    }

    /** Runs git as nobody in particular, and returns what it prints. */
    String git(String... arguments) throws Exception {
        return git("", arguments);
    }

    /** The same, with input. */
    String git(String input, String[] arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment()
                .putAll(Map.of(
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "HOME", root.toString(),
                        "GIT_AUTHOR_NAME", "jane",
                        "GIT_AUTHOR_EMAIL", "jane@example.com",
                        "GIT_COMMITTER_NAME", "jane",
                        "GIT_COMMITTER_EMAIL", "jane@example.com"));
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("git %s: %s", List.of(arguments), said).isZero();
        return said.strip();
    }
}
