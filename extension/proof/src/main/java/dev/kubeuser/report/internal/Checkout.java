// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import dev.kubeuser.manifest.internal.ModuleDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What is checked out where tests run. Project and module have the names by which their builds call them: the
 * {@code artifactId} of {@code pom.xml}, {@code rootProject.name} of Gradle's settings, or else the name of the
 * directory.
 *
 * @param project the name of the whole build
 * @param module the name of the module; the same if there is only one
 * @param commit the commit, or {@code null} if it is unknown
 */
record Checkout(String project, String module, @Nullable String commit) {

    private static final Pattern ROOT_PROJECT =
            Pattern.compile("^\\s*rootProject\\.name\\s*=\\s*[\"']([^\"'$]+)[\"']", Pattern.MULTILINE);

    /** The variables of GitHub, GitLab and Jenkins, for a checkout without its Git folder. */
    private static final List<String> COMMITS = List.of("GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT");

    /** Returns the one that this JVM runs in. */
    static Checkout current() {
        return of(ModuleDirectory.current(), System.getenv());
    }

    /** Takes the commit of the checkout itself: the one that CI names may be of the job's own repository. */
    static Checkout of(ModuleDirectory module, Map<String, String> environment) {
        Path root = module.root();
        Path project = Stream.iterate(module.path(), path -> path != null && path.startsWith(root), Path::getParent)
                .filter(Checkout::isBuilt)
                .reduce((below, above) -> above)
                .orElse(root);
        Optional<String> commit = GitFolder.of(root)
                .flatMap(GitFolder::commit)
                .or(() -> COMMITS.stream()
                        .map(environment::get)
                        .filter(Objects::nonNull)
                        .filter(GitFolder::isCommit)
                        .findFirst());
        return new Checkout(name(project), name(module.path()), commit.orElse(null));
    }

    private static boolean isBuilt(Path directory) {
        return Stream.of("pom.xml", "settings.gradle", "settings.gradle.kts")
                .anyMatch(file -> Files.isRegularFile(directory.resolve(file)));
    }

    private static String name(Path directory) {
        Path name = directory.getFileName();
        return artifact(directory.resolve("pom.xml"))
                .or(() -> rootProject(directory.resolve("settings.gradle")))
                .or(() -> rootProject(directory.resolve("settings.gradle.kts")))
                .orElse(name == null ? "" : name.toString());
    }

    private static Optional<String> rootProject(Path settings) {
        try {
            Matcher found = ROOT_PROJECT.matcher(Files.isRegularFile(settings) ? Files.readString(settings) : "");
            return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Returns the {@code artifactId} directly below {@code project}, which is not the one of the parent. */
    private static Optional<String> artifact(Path pom) {
        if (!Files.isRegularFile(pom)) {
            return Optional.empty();
        }
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(pom)) {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
            int depth = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    depth++;
                    if (depth == 2 && reader.getLocalName().equals("artifactId")) {
                        return Optional.of(reader.getElementText().strip());
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
        } catch (IOException | XMLStreamException unreadable) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * The Git folder of a checkout, read without a git process, which a build container may lack.
     *
     * @param own the folder with {@code HEAD}: of a linked worktree or a submodule, not {@code .git} in the checkout
     * @param common the folder with the branches, which linked worktrees share
     * @see <a href="https://git-scm.com/docs/gitrepository-layout">gitrepository-layout</a>
     */
    record GitFolder(Path own, Path common) {

        private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
        private static final Pattern REFERENCE = Pattern.compile("refs/(?!.*\\.\\.).+");
        private static final String SYMBOLIC = "ref:";
        private static final String ELSEWHERE = "gitdir:";

        /** Git itself follows no more. */
        private static final int MAX_SYMBOLIC = 5;

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
         * Returns the commit that is checked out; empty before the first one, and if it is stored in a way unknown
         * here.
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
}
