// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.testkit.NeedsUnix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources at a revision. Whoever wrote what is in it must not decide how it is read, nor read files of this machine.
 */
@NeedsUnix
class GitRevisionTest extends AbstractRevisionTest {

    @BeforeEach
    void make() throws Exception {
        repository
                .write("deploy/rbac/view.yaml", role("view", "get"))
                .write("deploy/rbac/edit.yaml", role("edit", "update"))
                .write("deploy/rbac/below/admin.yaml", role("admin", "'*'"))
                .write("deploy/rbac/README.md", "no manifest")
                .write("billing/rbac.yaml", role("billing", "list"))
                .commit();
        repository.git("tag", "v1.2");
        repository
                .write("deploy/rbac/view.yaml", "# wider\n" + role("view", "watch"))
                .commit();
        repository.write("deploy/rbac/view.yaml", "not committed");
    }

    @Test
    void a_directory_at_a_tag_and_on_a_branch() {
        assertThat(read("git:v1.2:deploy/rbac/"))
                .containsExactly("edit deploy/rbac/edit.yaml:1", "view deploy/rbac/view.yaml:1");
        assertThat(read("git:main:deploy/rbac"))
                .containsExactly("edit deploy/rbac/edit.yaml:1", "view deploy/rbac/view.yaml:2");
        assertThat(read("git:HEAD~1:deploy/rbac/view.yaml")).containsExactly("view deploy/rbac/view.yaml:1");
    }

    @Test
    void a_bundle_without_what_is_not_committed() throws Exception {
        repository
                .write("bundle/manifests/csv.yaml", Files.readString(Path.of(OlmBundleTest.STORES_VERSION)))
                .commit();
        repository.write("bundle/manifests/csv.yaml", "not committed");

        assertThat(read("git:HEAD:olm:team-a:bundle"))
                .contains("stores-operator-stores bundle/manifests/csv.yaml:10")
                .hasSize(16);
    }

    @Test
    void only_the_owner_sees_the_files_and_only_while_they_are_read() throws Exception {
        List<Path> seen = new ArrayList<>();
        GitTree.read("git:main:deploy/rbac", repository.root(), (source, tree) -> {
            tree.provide(Path.of(source));
            seen.add(tree.path());
            assertThat(tree.path().resolve("deploy/rbac")).isDirectoryContaining("glob:**/view.yaml");
            try {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(tree.path().getParent())))
                        .isEqualTo("rwx------");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            return List.of();
        });

        assertThat(seen)
                .hasSize(1)
                .allSatisfy(path -> assertThat(path.getParent()).doesNotExist());
    }

    @ParameterizedTest
    @CsvSource({
        "deploy/rbac/*.yaml, 2",
        "deploy/**, 3",
        "deploy/rbac/**/*.yaml, 3",
        "**/*.yaml, 4",
        "'deploy/rbac/{view,below/admin}.yaml', 2",
        "deploy/*/view.yaml, 1"
    })
    void a_glob_matches_what_it_matches_in_the_working_directory(String glob, int files) {
        assertThat(read("git:v1.2:" + glob)).hasSize(files);
    }

    @Test
    void relative_paths_start_in_the_same_directory_of_the_repository() {
        assertThat(readIn("deploy", "git:main:rbac/view.yaml")).containsExactly("view rbac/view.yaml:2");
        assertThat(readIn("deploy", "git:main:../billing/rbac.yaml")).containsExactly("billing ../billing/rbac.yaml:1");
    }

    @Test
    void a_file_counts_once_also_by_two_sources() {
        assertThat(read("git:main:deploy/rbac/", "git:HEAD:deploy/rbac/edit.yaml"))
                .hasSize(2);
    }

    @Test
    void a_worktree_has_the_revisions_of_its_repository() throws Exception {
        repository.git(
                "worktree",
                "add",
                "--quiet",
                "--detach",
                directory.resolve("other").toString(),
                "v1.2");
        repository = new GitCheckout(directory.resolve("other"));

        assertThat(read("git:main:deploy/rbac/view.yaml")).containsExactly("view deploy/rbac/view.yaml:2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "git:nowhere:deploy | There is no revision \"nowhere\" in the repository",
                "git:-main:deploy | a revision cannot begin with a hyphen",
                "git:--upload-pack=touch x:deploy | a revision cannot begin with a hyphen",
                "git:main..v1.2:deploy | There is no revision \"main..v1.2\"",
                "git:^main:deploy | There is no revision \"^main\"",
                "git:main | names no source at a revision",
                "git:main: | names no source at a revision",
                "git::deploy | names no source at a revision",
                "git:main:classpath:rbac.yaml | is not in a repository",
                "git:main:git:v1.2:deploy | is not in a repository",
                "git:main:missing.yaml | git:main:missing.yaml: missing.yaml does not exist; relative paths of"
                        + " manifests start in the root of the revision main",
                "git:main:../elsewhere | leads out of the repository",
                "git:main:/etc/hostname | leads out of the repository",
                "git:main:deploy/rbac/below/none/*.yaml | there is no directory",
            })
    void what_is_not_there_is_told(String source, String message) {
        assertThat(refusal(source)).contains(message).doesNotContain("kubeuser-git-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            view.yaml       | kind: [                                    | deploy/rbac/view.yaml:2: not YAML
            view.yaml       | version https://git-lfs.github.com/spec/v1 | deploy/rbac/view.yaml:1
            a\u001b[31m.yaml | kind: [                                   | deploy/rbac/a\\x1b[31m.yaml:2: not YAML
            """)
    void an_error_names_the_file_in_the_repository(String name, String text, String message) throws Exception {
        repository.write("deploy/rbac/" + name, text + "\n").commit();

        assertThat(refusal("git:HEAD:deploy/rbac/")).contains(message).doesNotContain("\u001b");
    }

    @Test
    void where_there_is_no_repository() {
        repository = new GitCheckout(Path.of("/"));

        assertThat(refusal("git:main:deploy")).contains("there is no Git repository around ");
    }

    @Test
    void attributes_do_not_hide_or_change_a_file() throws Exception {
        repository
                .write("deploy/rbac/view.yaml", role("view", "get"))
                .write("deploy/rbac/admin.yaml", role("admin", "'*'"))
                .commit();
        repository.write(".gitattributes", """
            deploy/rbac/admin.yaml export-ignore
            *.yaml filter=evil diff=evil working-tree-encoding=UTF-16 text eol=crlf ident export-subst
            """);
        repository.git("add", ".gitattributes");
        repository.git("commit", "--quiet", "--no-verify", "--message=attributes");
        Path ran = directory.resolve("ran");
        for (String key :
                List.of("filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "core.fsmonitor")) {
            repository.git("config", key, "touch " + ran);
        }
        Files.deleteIfExists(ran);

        assertThat(read("git:HEAD:deploy/rbac/")).hasSize(3).contains("admin deploy/rbac/admin.yaml:1");
        assertThat(ran).doesNotExist();
    }

    @Test
    void no_hook_no_alias_and_no_pager_runs() throws Exception {
        Path ran = directory.resolve("ran");
        for (String hook :
                List.of("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman")) {
            Path file = repository.root().resolve(".git/hooks/" + hook);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\ntouch " + ran + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        repository.git("config", "alias.ls-tree", "!touch " + ran);
        repository.git("config", "core.pager", "touch " + ran);
        Files.deleteIfExists(ran);

        assertThat(read("git:main:deploy/rbac/")).hasSize(2);
        assertThat(ran).doesNotExist();
    }

    @Test
    void a_replaced_object_is_read_as_it_was_committed() throws Exception {
        String written = repository.git("rev-parse", "main:deploy/rbac/view.yaml");
        String other = repository.git("rev-parse", "main:billing/rbac.yaml");
        repository.git("replace", written, other);

        assertThat(read("git:main:deploy/rbac/view.yaml")).containsExactly("view deploy/rbac/view.yaml:2");
    }

    @Test
    void nothing_is_fetched() throws Exception {
        String blob = repository.git("rev-parse", "main:deploy/rbac/view.yaml");
        Path ran = directory.resolve("ran");
        repository.git("config", "core.repositoryFormatVersion", "1");
        repository.git("config", "extensions.partialClone", "origin");
        repository.git("config", "remote.origin.promisor", "true");
        repository.git("config", "remote.origin.url", "ext::sh -c \"touch " + ran + "\"");
        Files.delete(repository.root().resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));

        assertThat(refusal("git:main:deploy/rbac/")).startsWith("git:main:deploy/rbac/: ");
        assertThat(ran).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hostname", "../../billing/rbac.yaml", "below", "missing"})
    void a_link_is_not_followed(String target) throws Exception {
        Files.createSymbolicLink(repository.root().resolve("deploy/rbac/link.yaml"), Path.of(target));
        repository.commit();

        for (String source : List.of("deploy/rbac/", "deploy/rbac/link.yaml", "deploy/**", "deploy/rbac/*.yaml")) {
            assertThat(refusal("git:HEAD:" + source))
                    .contains("deploy/rbac/link.yaml is a symbolic link, which is not followed at a revision");
        }
        assertThat(read("git:HEAD:billing/rbac.yaml")).hasSize(1);
    }

    @Test
    void a_link_above_a_file_is_not_followed() throws Exception {
        Files.createSymbolicLink(repository.root().resolve("linked"), Path.of("deploy"));
        repository.commit();

        assertThat(refusal("git:HEAD:linked/rbac/view.yaml")).contains("linked is a symbolic link");
    }

    @Test
    void a_submodule_is_not_entered() throws Exception {
        GitCheckout.in(directory.resolve("sub"))
                .write("rbac.yaml", role("sub", "get"))
                .commit();
        repository.git("submodule", "--quiet", "add", directory.resolve("sub").toString(), "deploy/rbac/sub");
        repository.commit();

        assertThat(refusal("git:HEAD:deploy/**")).contains("deploy/rbac/sub is a submodule");
        assertThat(refusal("git:HEAD:deploy/rbac/sub/rbac.yaml")).contains("deploy/rbac/sub is a submodule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".git", ".GIT", "."})
    void a_tree_that_no_git_writes_is_refused(String name) throws Exception {
        String blob = repository.git("rev-parse", "main:billing/rbac.yaml");
        String inner = tree(entry("100644 x.yaml", blob));
        String tree = tree(entry("40000 " + name, inner));

        assertThat(refusal("git:" + tree + ":**/*.yaml")).contains(name + "/x.yaml is not a name that a file may have");
        assertThat(directory.resolve("x.yaml")).doesNotExist();
    }

    /** Two names that are the same as soon as somebody replaces what is not UTF-8: the one would hide the other. */
    @Test
    void names_that_are_not_utf_8_are_refused() throws Exception {
        String binding = repository.git("rev-parse", "main:deploy/rbac/view.yaml");
        String harmless = repository.git("rev-parse", "main:billing/rbac.yaml");
        String odd = tree(entry("100644 x\u00fe.yaml", binding), entry("100644 x\u00ff.yaml", harmless));
        String tree = tree(entry("40000 deploy", odd), entry("40000 fine", tree(entry("100644 rbac.yaml", harmless))));

        for (String source : List.of("deploy/", "deploy/**", "deploy/*.yaml", "**")) {
            assertThat(refusal("git:" + tree + ":" + source))
                    .contains("deploy/x\\xfe.yaml is not a name that a file may have");
        }
        assertThat(read("git:" + tree + ":fine/")).hasSize(1);
    }

    @Test
    void a_tree_with_two_entries_of_one_name_is_refused() throws Exception {
        String binding = repository.git("rev-parse", "main:deploy/rbac/view.yaml");
        String harmless = repository.git("rev-parse", "main:billing/rbac.yaml");
        String tree = tree(entry("100644 x.yaml", binding), entry("100644 x.yaml", harmless));

        assertThat(refusal("git:" + tree + ":x.yaml")).contains("its tree has two entries x.yaml");
    }

    @Test
    void a_file_that_is_too_large_is_refused_as_in_the_working_directory() throws Exception {
        Files.writeString(repository.root().resolve("deploy/rbac/view.yaml"), "# " + "a".repeat(20 * 1024 * 1024));
        repository.commit();

        assertThat(refusal("git:HEAD:deploy/rbac/"))
                .contains("deploy/rbac/view.yaml could not be read: it is larger than 16 MiB");
    }

    @Test
    void the_middle_of_an_endless_path_is_left_out() throws Exception {
        String blob = repository.git("rev-parse", "main:billing/rbac.yaml");
        String tree = tree(entry("100644 x.yaml", blob));
        for (int depth = 0; depth < 30; depth++) {
            tree = tree(entry("40000 " + "d".repeat(200), tree));
        }

        assertThat(refusal("git:" + tree + ":**"))
                .contains("dd/x.yaml could not be checked out: File name too long")
                .hasSizeLessThan(1000);
    }

    /** An entry of a tree; each character of the name is a byte. */
    private static byte[] entry(String modeAndName, String id) {
        return concat((modeAndName + "\0").getBytes(StandardCharsets.ISO_8859_1), bytes(id));
    }

    /** Writes a tree as it is, which git itself would not. */
    private String tree(byte[]... entries) throws Exception {
        byte[] all = {};
        for (byte[] entry : entries) {
            all = concat(all, entry);
        }
        Path raw = Files.write(directory.resolve("raw"), all);
        return repository.git("hash-object", "-t", "tree", "-w", "--literally", raw.toString());
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void thousands_of_files_are_read_in_seconds() throws Exception {
        many(5000);

        assertThat(read("git:HEAD:many/**")).hasSize(5000);
        assertThat(read("git:HEAD:billing/rbac.yaml")).hasSize(1);
    }

    @Test
    @Timeout(300)
    void more_than_anybody_writes_are_refused() throws Exception {
        many(20_001);

        assertThat(refusal("git:HEAD:many/**")).contains("more than 20000 files are needed");
    }

    /** By a fast import, for each file that git adds takes a while. */
    private void many(int files) throws Exception {
        String commands =
                "commit refs/heads/many\ncommitter jane <jane@example.com> 0 +0000\ndata 0\nfrom refs/heads/main^0\n"
                        + IntStream.range(0, files)
                                .mapToObj(number -> {
                                    String text = role("role-" + number, "get");
                                    return "M 100644 inline many/" + number % 10 + "/" + number + ".yaml\ndata "
                                            + text.length() + "\n" + text;
                                })
                                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append);
        repository.git(commands, new String[] {"fast-import", "--quiet"});
        repository.git("symbolic-ref", "HEAD", "refs/heads/many");
    }
}
