// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages, the action, the component and the archive fetch from a release is what the workflow uploads. */
class DownloadsTest {

    private static final Pattern NAME = Pattern.compile(
            "kubeuser-(?:control-plane-[0-9.]+-)?(?:\\$\\{?\\w+}?|[0-9.]+(?:-SNAPSHOT)?)-[a-z]+-[a-z0-9]+\\.(?:tar\\.gz|jar)\\b");
    private static final Pattern VERSION = Pattern.compile("\\$\\{?\\w+}?|\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    private static final Pattern PLATFORM = Pattern.compile("\\{platform: ([a-z0-9-]+), os: ");
    private static final Pattern MINOR = Pattern.compile("(?m)^([0-9.]+)=");
    private static final Pattern DEFAULT = Pattern.compile("(?m)^default=(.*)$");
    private static final Pattern OF_RUNNER = Pattern.compile(" platform=([a-z0-9-]+)(?: ;;)?\n");

    /** From the check of the URL to where the programs are. */
    private static final Pattern INSTALLATION =
            Pattern.compile("(?s) +case \\$KUBEUSER_URL in\n.*?(?=[^\n]*\\$directory/\\$name/bin)");

    private static final String WORKFLOW = read(".github/workflows/release.yml");
    private static final Set<String> PLATFORMS = all(PLATFORM, WORKFLOW);

    private static String read(String file) {
        return Command.read(Command.ROOT.resolve(file));
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> uploaded() {
        String versions = read("control-plane/versions/versions.properties");
        Set<String> minors = all(MINOR, versions);
        minors.removeAll(all(DEFAULT, versions));
        Set<String> names = new TreeSet<>();
        for (String platform : PLATFORMS) {
            names.add("kubeuser-VERSION-" + platform + ".tar.gz");
            minors.forEach(minor -> names.add("kubeuser-control-plane-" + minor + "-VERSION-" + platform + ".jar"));
        }
        return names;
    }

    @Test
    void pages_name_files_that_are_uploaded() throws IOException {
        List<String> named = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(Command.ROOT.resolve("docs"))) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                NAME.matcher(Files.readString(page))
                        .results()
                        .map(MatchResult::group)
                        .map(name -> VERSION.matcher(name).replaceAll("VERSION"))
                        .forEach(named::add);
            }
        }
        assertThat(named).hasSizeGreaterThan(2).isSubsetOf(uploaded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".github/actions/kubeuser/action.yml",
                ".github/workflows/review.yml",
                "release/gitlab/kubeuser.yml",
                "release/gitlab/review.yml"
            })
    void an_archive_is_fetched_that_is_uploaded(String file) {
        assertThat(read(file))
                .contains("default: https://github.com/kubeuser/kubeuser/releases/download\n")
                .contains("\"$KUBEUSER_URL/v$KUBEUSER_VERSION/$name.tar.gz\"")
                .contains("name=kubeuser-$KUBEUSER_VERSION-$platform\n");
        assertThat(all(OF_RUNNER, read(file))).isNotEmpty().isSubsetOf(PLATFORMS);
    }

    @ParameterizedTest
    @ValueSource(strings = {".github/workflows/review.yml", "release/gitlab/kubeuser.yml", "release/gitlab/review.yml"})
    void an_archive_is_installed_as_by_the_action(String file) {
        assertThat(installation(file)).isEqualTo(installation(".github/actions/kubeuser/action.yml"));
    }

    /** The commands that install the archive, without what depends on the platform or on who runs them. */
    private static String installation(String file) {
        Matcher commands = INSTALLATION.matcher(read(file));
        assertThat(commands.find()).as(file).isTrue();
        return commands.group()
                .replaceAll("(?m)^ +", "")
                .replaceAll("(?s)case \\$\\(uname .*?\nesac\n", "platform=linux-amd64\n")
                .replace(" \"$RUNNER_TEMP/kubeuser.XXXXXX\"", "")
                .replace("sum=$(command -v sha256sum || echo \"shasum -a 256\")\n", "")
                .replace("$sum", "sha256sum");
    }

    @Test
    void the_archive_downloads_from_the_page_of_its_release() {
        assertThat(read("tools/archive/pom.xml"))
                .contains("<archive.url>https://github.com/kubeuser/kubeuser/releases/download/v${project.version}<")
                .contains("<archive.name>kubeuser-${project.version}-${archive.platform}<");
    }

    /** From the job that makes them to the page, with their signatures. */
    @Test
    void what_is_made_for_each_platform_is_uploaded() {
        assertThat(WORKFLOW)
                .containsSubsequence(
                        "  archive:\n",
                        "release/archive \"$VERSION\"",
                        "name: archive-${{ matrix.platform }}",
                        "path: target/release/page",
                        "  sign:\n",
                        "pattern: archive-*",
                        "path: target/release/staging",
                        "  publish:\n",
                        "gh release create",
                        "target/release/SHA256SUMS.asc target/release/staging/kubeuser-*\n");
    }
}
