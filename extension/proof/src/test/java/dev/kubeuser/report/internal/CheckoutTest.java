// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.manifest.internal.ModuleDirectory;
import dev.kubeuser.report.internal.Checkout.GitFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report calls project and module as their build does, and names the commit that git itself names. */
class CheckoutTest {

    private static final String OF_CI = "0123456789012345678901234567890123456789";

    @TempDir
    private Path directory;

    private Path checkout;

    @BeforeEach
    void init() throws IOException, InterruptedException {
        checkout = Files.createDirectory(directory.resolve("checkout"));
        git(checkout, "init", "--quiet", "--initial-branch=feature/report");
    }

    private static String git(Path where, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.com"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GIT_"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.strip();
    }

    private static void commit(Path where) throws IOException, InterruptedException {
        git(where, "commit", "--quiet", "--allow-empty", "--message=Change");
    }

    private static void assertAgreed(Path where) throws IOException, InterruptedException {
        assertThat(GitFolder.of(where).flatMap(GitFolder::commit)).contains(git(where, "rev-parse", "HEAD"));
    }

    @Test
    void a_branch_has_a_commit_loose_and_packed() throws IOException, InterruptedException {
        commit(checkout);
        assertAgreed(checkout);
        git(checkout, "pack-refs", "--all");
        assertThat(checkout.resolve(".git/refs/heads/feature/report")).doesNotExist();
        assertAgreed(checkout);
        commit(checkout);
        assertAgreed(checkout);
    }

    @Test
    void a_checkout_of_CI_is_of_a_commit_without_a_branch() throws IOException, InterruptedException {
        commit(checkout);
        git(checkout, "checkout", "--quiet", "--detach");
        commit(checkout);
        assertAgreed(checkout);
    }

    @Test
    void a_linked_worktree_has_a_commit_of_its_own() throws IOException, InterruptedException {
        commit(checkout);
        Path linked = directory.resolve("linked");
        git(checkout, "worktree", "add", "--quiet", "-b", "other", linked.toString());
        commit(linked);
        git(checkout, "pack-refs", "--all");
        assertAgreed(linked);
        assertThat(GitFolder.of(linked).flatMap(GitFolder::commit))
                .isNotEqualTo(GitFolder.of(checkout).flatMap(GitFolder::commit));
    }

    @Test
    void before_the_first_commit_and_without_a_repository_there_is_none() throws IOException {
        assertThat(GitFolder.of(checkout).flatMap(GitFolder::commit)).isEmpty();
        assertThat(GitFolder.of(directory)).isEmpty();
        Files.writeString(directory.resolve(".git"), "something else");
        assertThat(GitFolder.of(directory)).isEmpty();
    }

    @Test
    void no_file_outside_the_folder_is_read() throws IOException {
        Files.writeString(directory.resolve("secret"), OF_CI);
        Files.writeString(checkout.resolve(".git/HEAD"), "ref: refs/../../../secret");
        assertThat(GitFolder.of(checkout).flatMap(GitFolder::commit)).isEmpty();
    }

    @Test
    void the_checkout_counts_before_what_CI_names() throws IOException, InterruptedException {
        ModuleDirectory module = new ModuleDirectory(checkout);
        Map<String, String> ci = Map.of("GIT_COMMIT", "not a commit", "CI_COMMIT_SHA", OF_CI);
        assertThat(Checkout.of(module, ci).commit()).isEqualTo(OF_CI);
        assertThat(Checkout.of(module, Map.of("GIT_COMMIT", "HEAD")).commit()).isNull();
        commit(checkout);
        assertThat(Checkout.of(module, ci).commit()).isEqualTo(git(checkout, "rev-parse", "HEAD"));
    }

    private Path module() throws IOException {
        return Files.createDirectories(checkout.resolve("services/web"));
    }

    private Checkout named() throws IOException {
        return Checkout.of(new ModuleDirectory(module()), Map.of());
    }

    @Test
    void Maven_names_its_artifacts() throws IOException {
        Files.writeString(checkout.resolve("pom.xml"), """
                <?xml version="1.0"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <parent><artifactId>company-parent</artifactId></parent>
                  <artifactId> shop </artifactId>
                </project>
                """);
        Files.writeString(
                module().resolve("pom.xml"),
                "<project><parent><artifactId>shop</artifactId></parent><artifactId>shop-web</artifactId></project>");
        assertThat(named()).isEqualTo(new Checkout("shop", "shop-web", null));
    }

    @Test
    void Gradle_names_its_root_and_directories_the_rest() throws IOException {
        Files.writeString(checkout.resolve("settings.gradle.kts"), "rootProject.name = \"shop\"\ninclude(\"web\")\n");
        assertThat(named()).isEqualTo(new Checkout("shop", "web", null));
    }

    @Test
    void without_a_readable_name_the_directory_has_one() throws IOException {
        Files.writeString(checkout.resolve("pom.xml"), "<project><artifactId>");
        assertThat(named()).isEqualTo(new Checkout(checkout.getFileName().toString(), "web", null));
    }
}
