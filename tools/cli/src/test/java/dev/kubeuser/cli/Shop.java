// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
        Run.of(directory, command).ended(0);
        return this;
    }

    /** Runs {@code kubeuser} in a JVM of its own, for a JVM cannot change its working directory. */
    Run kubeuser(String commandLine, Object... operands) throws Exception {
        List<String> command = new ArrayList<>(Run.jvm(KubeUserCommand.class));
        command.addAll(List.of(Run.words(commandLine, operands)));
        return Run.of(directory, command);
    }
}
