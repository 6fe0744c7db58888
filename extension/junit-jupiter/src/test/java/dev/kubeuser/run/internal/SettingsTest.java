// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.credential.Via;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How settings are read, and that their page lists each {@link Setting} in order, with the default that is read. */
@RunsOnce
class SettingsTest {

    private static final Path PAGE = SourceTree.file("docs/settings.md");

    /** The cells: setting, type, default, what it does. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(kubeuser\\.[^`]+)` \\| (\\w+) \\| (.+?) \\| \\S.* \\|$");

    private final Settings unset = new Settings(key -> Optional.empty(), ConfigurationException::new);

    @Test
    void durations_are_read_as_people_write_them() {
        assertThat(Settings.parseDuration("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Settings.parseDuration("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Settings.parseDuration("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Settings.parseDuration("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Settings.parseDuration("0.5s")).isEqualTo(Duration.ofMillis(500));
        assertThat(Settings.parseDuration("PT2M")).isEqualTo(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CLUSTER | ` ` | kubeuser.cluster is set to nothing: give it a value, or remove it
            KEEP | TRUE | kubeuser.keep=TRUE: true or false is needed, in lower case
            START_TIMEOUT | -5s | kubeuser.start-timeout=-5s: "-5s" is not possible: more than 0s and at most 876000h are
            START_TIMEOUT | 0s | kubeuser.start-timeout=0s: "0s" is not possible: more than 0s and at most 876000h are
            START_TIMEOUT | 999999999999h | kubeuser.start-timeout=999999999999h: "999999999999h" is not possible: more than 0s and at most 876000h are
            CSR_TIMEOUT | 5 | kubeuser.csr-timeout=5: "5" is not a duration; write it as in 250ms, 90s, 5m or 1h30m
            POLICY_TIMEOUT | 0s | kubeuser.policy-timeout=0s: "0s" is not possible: more than 0s and at most 876000h are
            PROOF_LIMIT | 60 | kubeuser.proof-limit=60: "60" is not a duration; write it as in 250ms, 90s, 5m or 1h30m
            REQUEST_TIMEOUT | -1s | kubeuser.request-timeout=-1s: "-1s" is not possible: more than 0s and at most 876000h are
            KUBERNETES_VERSION | 1.037 | kubeuser.kubernetes.version=1.037: "1.037" is not a version of Kubernetes: write a minor, as in 1.35, or an exact version, as in v1.35.4
            LOG_VERBOSITY | +2 | kubeuser.log-verbosity=+2: a whole number is needed, as in 80
            REQUIRE_COVERAGE | \u0668\u0660 | kubeuser.require.coverage=\u0668\u0660: a whole number is needed, as in 80
            REQUIRE_COVERAGE | +80 | kubeuser.require.coverage=+80: a whole number is needed, as in 80
            REQUIRE_COVERAGE | 080 | kubeuser.require.coverage=080: a whole number is needed, as in 80
            REQUIRE_COVERAGE | 80.0 | kubeuser.require.coverage=80.0: a whole number is needed, as in 80
            REQUIRE_COVERAGE | 99999999999 | kubeuser.require.coverage=99999999999: a whole number is needed, as in 80
            CACHE_DIRECTORY | target/cache | kubeuser.cache-directory=target/cache: an absolute path is needed, such as PATH
            """)
    void values_that_mean_nothing(Setting setting, String value, String message) {
        Settings settings = new Settings(
                key -> Optional.of(value).filter(given -> setting.key().equals(key)), ConfigurationException::new);

        assertThatThrownBy(() -> {
                    settings.cluster(new ClusterLauncher(), UnaryOperator.identity());
                    settings.csrTimeout();
                    settings.policyTimeout();
                    settings.proofLimit();
                    Thresholds.of(settings);
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        message.replace("PATH", Path.of(value).toAbsolutePath().toString()));
    }

    @Test
    void unknown_key_is_an_error_with_the_nearest_one() {
        Properties properties = new Properties();
        properties.setProperty("kubeuser.kep", "true");
        assertThatThrownBy(() -> Setting.requireKnown(properties.stringPropertyNames(), "system property"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("There is no setting kubeuser.kep (system property); did you mean kubeuser.keep?");
    }

    @Test
    void known_keys_and_those_of_others_pass() {
        Properties properties = new Properties();
        for (Setting setting : Setting.values()) {
            properties.setProperty(setting.key(), "any");
        }
        properties.setProperty("kubeuserx", "");
        Setting.requireValid(properties, "system property");
    }

    /** As by {@code mvn test -Dkubeuser.context=$CONTEXT} without the variable, although nothing reads the context. */
    @ParameterizedTest
    @EnumSource
    void setting_without_a_value_is_an_error_whether_it_is_read_or_not(Setting setting) {
        Properties properties = new Properties();
        properties.setProperty(setting.key(), " ");
        assertThatThrownBy(() -> Setting.requireValid(properties, "system property"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(setting.key() + " is set to nothing: give it a value, or remove it");
    }

    @Test
    void names_of_values_may_have_any_case() {
        Settings settings = Settings.of(Map.of(Setting.VIA.key(), " Impersonation"));
        assertThat(settings.via()).isEqualTo(Via.IMPERSONATION);
    }

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
    void the_page_lists_each_setting_in_order() throws IOException {
        assertThat(rows().results().map(row -> row.group(1)))
                .containsExactlyElementsOf(
                        Arrays.stream(Setting.values()).map(Setting::key).toList());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void the_page_says_the_default_that_is_read(Setting setting) throws IOException {
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
