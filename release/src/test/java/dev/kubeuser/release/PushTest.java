// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** .ci/push pushes what another job made, and nothing beside that. */
@EnabledOnOs(value = OS.LINUX, disabledReason = ".ci/push runs in workflows on Linux")
class PushTest {

    private static final String TABLE = "control-plane/versions/versions.properties";
    private static final String MODULES = "control-plane/versions/1.37/go.mod";

    @TempDir
    private Path directory;

    private Path origin;
    private Path checkout;

    @BeforeEach
    void clone_a_repository() throws Exception {
        origin = directory.resolve("origin.git");
        checkout = directory.resolve("checkout");
        git(directory, "init", "-q", "--bare", "-b", "main", origin.toString());
        git(directory, "clone", "-q", origin.toString(), checkout.toString());
        write(TABLE, "1.37=v1.37.2\ndefault=1.37\n");
        write(MODULES, "require k8s.io/kubernetes v1.37.2\n");
        write("pom.xml", "<project/>\n");
        write("control-plane/versions/1.37/pom.xml", "<project/>\n");
        commit("Begin");
        git(checkout, "push", "-q", "origin", "HEAD");
    }

    @Test
    void newer_patches_of_Kubernetes_are_pushed() throws Exception {
        write(TABLE, "1.37=v1.37.3\ndefault=1.37\n");
        write(MODULES, "require k8s.io/kubernetes v1.37.3\n");
        Path patch = patch("HEAD");

        assertThat(Command.must(checkout, push("kubernetes", patch, "newer"))).isEqualTo("1.37: v1.37.3\n");
        assertThat(git(origin, "diff", "--name-only", "main", "newer")).isEqualTo(MODULES + "\n" + TABLE + "\n");
        assertThat(git(origin, "log", "--format=%an: %B", "main..newer")).isEqualTo("""
                        github-actions[bot]: Take the newest patches of Kubernetes

                        1.37: v1.37.3

                        """);
        assertThat(git(origin, "rev-parse", "newer^")).isEqualTo(git(origin, "rev-parse", "main"));
    }

    @Test
    void a_patch_of_Kubernetes_changes_nothing_else() throws Exception {
        for (String file : List.of("pom.xml", "control-plane/versions/1.37/pom.xml")) {
            write(TABLE, "1.37=v1.37.3\n");
            write(file, "<project>hostile</project>\n");
            refused("kubernetes", "newer", "M 100644 " + file);
        }
        for (String file : List.of(
                ".github/workflows/hostile.yml",
                "control-plane/versions/1.37/go.sum",
                "control-plane/versions/1.37/go.mod/x",
                "control-plane/versions/1.38/../1.38/go.mod",
                "a b",
                "line\nbreak")) {
            if (file.contains("go.mod/")) {
                Files.delete(checkout.resolve(MODULES));
            }
            write(file, "hostile\n");
            refused("kubernetes", "newer", "changes what it may not");
        }
        Files.delete(checkout.resolve(MODULES));
        refused("kubernetes", "newer", "D 000000 " + MODULES);
        Files.delete(checkout.resolve(MODULES));
        Files.createSymbolicLink(checkout.resolve(MODULES), Path.of("/etc/passwd"));
        refused("kubernetes", "newer", "T 120000 " + MODULES);
        assertThat(checkout.resolve(MODULES).toFile().setExecutable(true)).isTrue();
        refused("kubernetes", "newer", "M 100755 " + MODULES);
    }

    @Test
    void a_patch_stays_in_the_repository_and_has_a_size() throws Exception {
        Path patch = directory.resolve("patch");
        Files.writeString(patch, """
                diff --git a/../outside b/../outside
                new file mode 100644
                --- /dev/null
                +++ b/../outside
                @@ -0,0 +1 @@
                +hostile
                """, UTF_8);
        assertThat(Command.run(checkout, push("kubernetes", patch, "newer")).exitCode())
                .isNotZero();
        assertThat(directory.resolve("outside")).doesNotExist();

        Files.writeString(patch, "x".repeat(4_000_001), UTF_8);
        Command.run(checkout, push("kubernetes", patch, "newer"))
                .assertFailedWith("has 4000001 bytes, more than the 4000000 that it may have");

        Path link = Files.createSymbolicLink(directory.resolve("link"), patch);
        Command.run(checkout, push("kubernetes", link, "newer")).assertFailedWith("is not a plain file");
        nothingWasPushed();
    }

    @Test
    void the_first_site_is_pushed() throws Exception {
        site("0.1.0", "0.1.0");
        Path patch = patch(emptyTree());

        Command.must(checkout, push("site", patch, "0.1.0"));
        assertThat(git(origin, "ls-tree", "-r", "--name-only", "gh-pages"))
                .isEqualTo("0.1.0/index.html\nindex.html\nlatest\nversions.json\n");
        assertThat(git(origin, "log", "--format=%an: %s", "gh-pages"))
                .isEqualTo("github-actions[bot]: Publish the site of 0.1.0\n");
    }

    @Test
    void a_site_replaces_its_own_pages_only() throws Exception {
        site("0.1.0", "0.1.0");
        Command.must(checkout, push("site", patch(emptyTree()), "0.1.0"));
        git(checkout, "fetch", "-q");

        site("0.2.0", "0.2.0");
        write("0.1.0/index.html", "hostile");
        Path hostile = patch("origin/gh-pages");
        Command.run(checkout, push("site", hostile, "0.2.0")).assertFailedWith("M 100644 0.1.0/index.html");

        site("0.2.0", "/etc");
        write("0.1.0/index.html", "pages of 0.1.0");
        Path astray = patch("origin/gh-pages");
        Command.run(checkout, push("site", astray, "0.2.0"))
                .assertFailedWith("has latest lead elsewhere than to 0.2.0");

        site("0.2.0", "0.2.0");
        write("0.1.0/index.html", "pages of 0.1.0");
        Command.must(checkout, push("site", patch("origin/gh-pages"), "0.2.0"));
        assertThat(git(origin, "log", "--format=%s", "gh-pages")).hasLineCount(2);
        assertThat(git(origin, "show", "gh-pages:0.1.0/index.html")).isEqualTo("pages of 0.1.0");
        assertThat(git(origin, "show", "gh-pages:latest")).isEqualTo("0.2.0");
    }

    private String emptyTree() throws Exception {
        return git(checkout, "hash-object", "-t", "tree", "/dev/null").strip();
    }

    private void site(String version, String latest) throws IOException {
        write(version + "/index.html", "pages of " + version);
        write("versions.json", "[" + version + "]");
        write("index.html", "to latest");
        Files.deleteIfExists(checkout.resolve("latest"));
        Files.createSymbolicLink(checkout.resolve("latest"), Path.of(latest));
    }

    /**
     * What differs from {@code base} in the checkout, which is as before then. A new site has no file of the sources.
     */
    private Path patch(String base) throws Exception {
        Path patch = directory.resolve("patch");
        if (!base.equals("HEAD")) {
            git(checkout, "rm", "-q", "-r", "--cached", ".");
            for (String file : List.of("pom.xml", "control-plane")) {
                git(checkout, "clean", "-q", "-f", "-d", "-x", file);
            }
        }
        git(checkout, "add", "--all");
        git(checkout, "diff", "--cached", "--binary", "--full-index", "--no-renames", "--output=" + patch, base);
        git(checkout, "reset", "-q", "--hard", "HEAD");
        git(checkout, "clean", "-q", "-f", "-d");
        return patch;
    }

    private void refused(String what, String name, String sentence) throws Exception {
        Command.run(checkout, push(what, patch("HEAD"), name)).assertFailedWith(sentence);
        nothingWasPushed();
    }

    private void nothingWasPushed() throws Exception {
        assertThat(git(origin, "branch", "--format=%(refname:short)")).isEqualTo("main\n");
        assertThat(git(checkout, "status", "--porcelain")).isEmpty();
    }

    private static String[] push(String what, Path patch, String name) {
        return new String[] {Command.ROOT.resolve(".ci/push").toString(), what, patch.toString(), name};
    }

    private void write(String file, String content) throws IOException {
        Path path = checkout.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content, UTF_8);
    }

    private void commit(String subject) throws Exception {
        git(checkout, "add", "--all");
        git(checkout, "commit", "-q", "-m", subject);
    }

    private static String git(Path directory, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                "GIT_CONFIG_GLOBAL=/dev/null",
                "git",
                "-c",
                "user.name=somebody",
                "-c",
                "user.email=somebody@example.com"));
        line.addAll(Arrays.asList(arguments));
        return Command.must(directory, line.toArray(String[]::new));
    }
}
