// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.shop.BuildResult;
import dev.kubeuser.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project that the first pages show, copied and run as a reader does. */
class FirstProjectTest {

    private static final Path ROOT = Path.of("../..");
    private static final String GETTING_STARTED = "docs/getting-started.md";

    @Test
    void is_green_and_fails_as_shown_once_the_role_has_more(@TempDir Path copy) throws IOException {
        LocalRepository repository = LocalRepository.ofUsers();
        Shop.copy(ROOT.resolve("sample-tests/first-project"), copy);

        BuildResult green = repository.mvn(copy, List.of("test"));
        assertThat(green.exitValue()).as(green.output()).isZero();
        assertThat(green.output())
                .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0")
                .contains(shown(GETTING_STARTED, "kubeuser: "));
        assertThat(copy.resolve("target/kubeuser/report.html")).isNotEmptyFile();

        Path policy = copy.resolve("deploy/rbac.yaml");
        Files.writeString(policy, Files.readString(policy).replace("[pods, services]", "[pods, services, secrets]"));
        BuildResult red = repository.mvn(copy, List.of("test"));
        assertThat(red.exitValue()).as(red.output()).isNotZero();
        assertThat(red.output())
                .contains("Tests run: 2, Failures: 1, Errors: 0, Skipped: 0")
                .contains(shown("README.md", "Expecting "))
                .contains(shown(GETTING_STARTED, "Expecting "));
    }

    /** Returns the output on a page that begins so. */
    private static String shown(String page, String beginning) throws IOException {
        return Pattern.compile("(?ms)^```\\R(" + beginning + ".*?)^```$")
                .matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(page + " shows no output that begins with " + beginning));
    }
}
