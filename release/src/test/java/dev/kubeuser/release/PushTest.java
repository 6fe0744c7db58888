// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** .ci/push pushes what another job made, and nothing beside that. */
@EnabledOnOs(value = OS.LINUX, disabledReason = ".ci/push runs in workflows on Linux")
class PushTest {

    private static final String VERSIONS = "control-plane/versions";
    private static final String NEWER = """
            printf '1.37=v1.37.3\ndefault=1.37\n' >$V/versions.properties
            echo 'require k8s.io/kubernetes v1.37.3' >$V/1.37/go.mod
            """;

    /** The tree of a site before its first version. */
    private static final String NO_SITE = "$(git hash-object -t tree /dev/null)";

    @TempDir
    private Path directory;

    private Path checkout;

    @BeforeEach
    void clone_a_repository() throws Exception {
        checkout = Files.createDirectory(directory.resolve("checkout"));
        bash("""
                git init -q --bare -b main ../origin.git
                git clone -q ../origin.git .
                mkdir -p $V/1.37
                printf '1.37=v1.37.2\ndefault=1.37\n' >$V/versions.properties
                echo 'require k8s.io/kubernetes v1.37.2' >$V/1.37/go.mod
                echo '<project/>' | tee pom.xml >$V/1.37/pom.xml
                git add --all
                git commit -q -m Begin
                git push -q origin HEAD
                """);
    }

    @Test
    void newer_patches_of_Kubernetes_are_pushed() throws Exception {
        patch("HEAD", NEWER);

        assertThat(Command.must(checkout, push("kubernetes", "newer"))).isEqualTo("1.37: v1.37.3\n");
        assertThat(origin("diff --name-only main newer"))
                .isEqualTo("control-plane/versions/1.37/go.mod\ncontrol-plane/versions/versions.properties\n");
        assertThat(origin("log '--format=%an: %B' main..newer")).isEqualTo("""
                        github-actions[bot]: Take the newest patches of Kubernetes

                        1.37: v1.37.3

                        """);
        assertThat(origin("rev-parse newer^")).isEqualTo(origin("rev-parse main"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            echo hostile >pom.xml                                     | M 100644 pom.xml
            echo hostile >$V/1.37/pom.xml                             | M 100644 $V/1.37/pom.xml
            mkdir -p .github/workflows; echo >.github/workflows/x.yml | A 100644 .github/workflows/x.yml
            echo hostile >$V/1.37/go.sum                              | A 100644 $V/1.37/go.sum
            mkdir $V/1.38; echo hostile >$V/1.38/go.mod               | A 100644 $V/1.38/go.mod
            rm $V/1.37/go.mod; mkdir $V/1.37/go.mod; echo >$V/1.37/go.mod/x | D 000000 $V/1.37/go.mod
            echo hostile >'a b'                                       | A 100644 a b
            echo hostile >$'line\\nbreak'                             | A 100644 "line\\nbreak"
            rm $V/1.37/go.mod                                         | D 000000 $V/1.37/go.mod
            ln -sf /etc/passwd $V/1.37/go.mod                         | T 120000 $V/1.37/go.mod
            chmod +x $V/1.37/go.mod                                   | M 100755 $V/1.37/go.mod
            """)
    void a_patch_of_Kubernetes_changes_nothing_else(String change, String foreign) throws Exception {
        patch("HEAD", NEWER + change);
        refused("changes what it may not: " + foreign.replace("$V", VERSIONS));
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
        assertThat(Command.run(checkout, push("kubernetes", "newer")).exitCode())
                .isNotZero();
        assertThat(directory.resolve("outside")).doesNotExist();

        Files.writeString(patch, "x".repeat(4_000_001), UTF_8);
        refused("has 4000001 bytes, more than the 4000000 that it may have");

        Files.move(patch, directory.resolve("elsewhere"));
        Files.createSymbolicLink(patch, directory.resolve("elsewhere"));
        refused("is not a plain file");
    }

    private void refused(String sentence) throws Exception {
        Command.run(checkout, push("kubernetes", "newer")).assertFailedWith(sentence);
        assertThat(origin("branch '--format=%(refname:short)'")).isEqualTo("main\n");
        assertThat(bash("git status --porcelain")).isEmpty();
    }

    @Test
    void the_first_site_is_pushed() throws Exception {
        patch(NO_SITE, site("0.1.0", "0.1.0"));

        Command.must(checkout, push("site", "0.1.0"));
        assertThat(origin("ls-tree -r --name-only gh-pages"))
                .isEqualTo("0.1.0/index.html\nindex.html\nlatest\nversions.json\n");
        assertThat(origin("log '--format=%an: %s' gh-pages"))
                .isEqualTo("github-actions[bot]: Publish the site of 0.1.0\n");
    }

    @Test
    void a_site_replaces_its_own_pages_only() throws Exception {
        patch(NO_SITE, site("0.1.0", "0.1.0"));
        Command.must(checkout, push("site", "0.1.0"));
        bash("git fetch -q");
        String older = "mkdir 0.1.0; printf 'pages of 0.1.0' >0.1.0/index.html";

        patch("origin/gh-pages", site("0.2.0", "0.2.0") + "mkdir 0.1.0; printf hostile >0.1.0/index.html");
        Command.run(checkout, push("site", "0.2.0")).assertFailedWith("M 100644 0.1.0/index.html");

        patch("origin/gh-pages", site("0.2.0", "/etc") + older);
        Command.run(checkout, push("site", "0.2.0")).assertFailedWith("has latest lead elsewhere than to 0.2.0");

        patch("origin/gh-pages", site("0.2.0", "0.2.0") + older);
        Command.must(checkout, push("site", "0.2.0"));
        assertThat(origin("log --format=%s gh-pages")).hasLineCount(2);
        assertThat(origin("show gh-pages:0.1.0/index.html")).isEqualTo("pages of 0.1.0");
        assertThat(origin("show gh-pages:latest")).isEqualTo("0.2.0");
    }

    /** The commands that make a site, where no file of the sources is left. */
    private static String site(String version, String latest) {
        return """
                git rm -q -r --cached .
                git clean -q -f -d -x pom.xml control-plane
                mkdir %1$s
                printf 'pages of %1$s' >%1$s/index.html
                echo '[%1$s]' >versions.json
                echo 'to latest' >index.html
                ln -s %2$s latest
                """.formatted(version, latest);
    }

    /** Puts what commands change into a patch on top of {@code base}; the checkout is as before then. */
    private void patch(String base, String commands) throws Exception {
        bash(commands + """

                git add --all
                git diff --cached --binary --full-index --no-renames --output=../patch %s
                git reset -q --hard HEAD
                git clean -q -f -d
                """.formatted(base));
    }

    private static String[] push(String what, String name) {
        return new String[] {Command.ROOT.resolve(".ci/push").toString(), what, "../patch", name};
    }

    private String origin(String command) throws Exception {
        return bash("git --git-dir=../origin.git " + command);
    }

    /** Runs commands in the checkout, where {@code $V} is the folder of the versions. */
    private String bash(String commands) throws Exception {
        String identity = "export GIT_CONFIG_GLOBAL=/dev/null GIT_{AUTHOR,COMMITTER}_NAME=somebody"
                + " GIT_{AUTHOR,COMMITTER}_EMAIL=somebody@example.com V=" + VERSIONS + "\n";
        return Command.must(checkout, "bash", "-ec", identity + commands);
    }
}
