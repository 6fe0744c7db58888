// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.kinds.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of settings lists each {@link Setting} in order, with the default that is read. */
@RunsOnce
class SettingsPageTest {

    private static final Path PAGE = SourceTree.file("docs/settings.md");

    /** The cells: setting, type, default, what it does. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(kubeuser\\.[^`]+)` \\| (\\w+) \\| (.+?) \\| \\S.* \\|$");

    private final Settings unset = new Settings(key -> Optional.empty(), ConfigurationException::new);

    private static Matcher rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE));
    }

    private static MatchResult row(Setting setting) throws IOException {
        return rows().results()
                .filter(row -> row.group(1).equals(setting.key()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lists_each_setting_in_order() throws IOException {
        assertThat(rows().results().map(row -> row.group(1)))
                .containsExactlyElementsOf(
                        Arrays.stream(Setting.values()).map(Setting::key).toList());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void says_the_default_that_is_read(Setting setting) throws IOException {
        if (setting.defaultValue() != null) {
            assertThat(row(setting).group(3)).isEqualTo("`" + setting.defaultValue() + "`");
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void a_default_is_a_value_of_its_type(Setting setting) throws IOException {
        switch (row(setting).group(2)) {
            case "boolean" -> assertThat(setting.defaultValue()).isEqualTo("false");
            case "duration" ->
                assertThatCode(() -> unset.read(setting, Settings::parseDuration))
                        .doesNotThrowAnyException();
            case "number" ->
                assertThatCode(() -> unset.read(setting, Settings::parseInteger))
                        .doesNotThrowAnyException();
            default -> assertThat(row(setting).group(2)).isIn("word", "text", "path", "percent");
        }
    }

    /** Plain Java has the same defaults, without settings. */
    @Test
    void launch_options_have_the_same_defaults() {
        assertThat(unset.cluster(new ClusterLauncher(), UnaryOperator.identity())
                        .launch())
                .isEqualTo(LaunchOptions.defaults());
    }
}
