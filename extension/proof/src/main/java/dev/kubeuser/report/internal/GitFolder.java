// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.lint.internal.SourceRoot;
import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Git folder of a checkout, read without a git process, which a build container may lack.
 *
 * @param own the folder with {@code HEAD}: of a linked worktree or a submodule, not {@code .git} in the checkout
 * @param common the folder with the branches, which linked worktrees share
 * @see <a href="https://git-scm.com/docs/gitrepository-layout">gitrepository-layout</a>
 */
public record GitFolder(Path own, Path common) {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern REFERENCE = Pattern.compile("refs/(?!.*\\.\\.).+");
    private static final String SYMBOLIC = "ref:";
    private static final String ELSEWHERE = "gitdir:";

    /** Of GitHub, GitLab and Jenkins, for a checkout without its Git folder. */
    private static final List<String> COMMITS = List.of("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT");

    /** Git itself follows no more. */
    private static final int MAX_SYMBOLIC = 5;

    /** {@return the commit that is checked out where this JVM runs; empty if it is unknown} */
    public static Optional<String> checkedOut() {
        return commit(SourceRoot.of(ModuleDirectory.current()), System.getenv());
    }

    /** Returns the commit of the checkout itself: the one that CI names may be of the job's own repository. */
    static Optional<String> commit(SourceRoot root, Map<String, String> environment) {
        return of(root.root())
                .flatMap(GitFolder::commit)
                .or(() -> COMMITS.stream()
                        .map(environment::get)
                        .filter(Objects::nonNull)
                        .filter(GitFolder::isCommit)
                        .findFirst());
    }

    /** Returns the folder of a checkout; empty if there is none that can be read. */
    static Optional<GitFolder> of(Path checkout) {
        Path dotGit = checkout.resolve(".git");
        try {
            Path own = dotGit;
            if (Files.isRegularFile(dotGit)) {
                String text = Files.readString(dotGit).strip();
                if (!text.startsWith(ELSEWHERE)) {
                    return Optional.empty();
                }
                own = checkout.resolve(text.substring(ELSEWHERE.length()).strip());
            }
            Path shared = own.resolve("commondir");
            Path common = Files.isRegularFile(shared)
                    ? own.resolve(Files.readString(shared).strip())
                    : own;
            return Files.isRegularFile(own.resolve("HEAD"))
                    ? Optional.of(new GitFolder(own, common))
                    : Optional.empty();
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Returns the commit that is checked out; empty before the first one, and if it is stored in a way unknown here.
     */
    Optional<String> commit() {
        try {
            return resolve(Files.readString(own.resolve("HEAD")).strip(), MAX_SYMBOLIC);
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<String> resolve(String value, int left) throws IOException {
        if (!value.startsWith(SYMBOLIC)) {
            return Optional.of(value).filter(GitFolder::isCommit);
        }
        String name = value.substring(SYMBOLIC.length()).strip();
        if (left == 0 || !REFERENCE.matcher(name).matches()) {
            return Optional.empty();
        }
        for (Path folder : new Path[] {own, common}) {
            Path loose = folder.resolve(name);
            if (Files.isRegularFile(loose)) {
                return resolve(Files.readString(loose).strip(), left - 1);
            }
        }
        return packed(name);
    }

    /** Finds a branch among those that {@code git gc} wrote into one file. */
    private Optional<String> packed(String name) throws IOException {
        Path packed = common.resolve("packed-refs");
        if (!Files.isRegularFile(packed)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(packed)) {
            return lines.filter(line -> line.endsWith(" " + name))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .filter(GitFolder::isCommit)
                    .findFirst();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }
}
