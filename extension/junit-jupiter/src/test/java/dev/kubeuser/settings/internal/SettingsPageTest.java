package dev.kubeuser.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.ClusterLauncher;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.kinds.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of settings says what the code does: its tables are made of {@link Setting}. */
@RunsOnce
class SettingsPageTest {

    private static final Path PAGE = SourceTree.file("docs/settings.md");
    private static final String BEGIN = "<!-- begin: made by SettingsPageTest -->\n";
    private static final String END = "<!-- end -->\n";

    private final Settings unset = new Settings(key -> Optional.empty(), ConfigurationException::new);

    @Test
    void lists_each_setting_as_the_code_has_it() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("settings.update")) {
            page = page.substring(0, begin) + tables() + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf(END);
        }
        assertThat(page.substring(begin, end))
                .as("docs/settings.md between its comments. If the change of Setting is wanted, update the page by"
                        + " `mvn -pl :kubeuser-junit-jupiter -am test -Dtest=SettingsPageTest -Dsettings.update=true` and commit it"
                        + " with the change")
                .isEqualTo(tables());
    }

    private static String tables() {
        return Arrays.stream(SettingTopic.values())
                .map(topic -> "\n## " + topic + "\n\n"
                        + "| setting | type | default | since | what it does |\n"
                        + "| --- | --- | --- | --- | --- |\n"
                        + rows(topic))
                .collect(Collectors.joining("", "", "\n"));
    }

    private static String rows(SettingTopic topic) {
        return Arrays.stream(Setting.values())
                .filter(setting -> setting.topic() == topic)
                .map(setting -> "| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                setting.key(),
                                setting.type(),
                                setting.defaultWords(),
                                setting.since(),
                                setting.purpose()))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void a_default_is_a_value_of_its_type(Setting setting) {
        switch (setting.type()) {
            case FLAG -> assertThat(setting.defaultValue()).isIn("false", null);
            case DURATION ->
                assertThatCode(() -> unset.read(setting, Settings::parseDuration))
                        .doesNotThrowAnyException();
            case NUMBER ->
                assertThatCode(() -> unset.read(setting, Settings::parseInteger))
                        .doesNotThrowAnyException();
            default -> assertThat(setting.key()).startsWith(Setting.PREFIX);
        }
    }

    /** Plain Java has the same defaults, without settings. */
    @Test
    void launch_options_have_the_same_defaults() {
        assertThat(ClusterChoice.shared(unset, new ClusterLauncher()).launch()).isEqualTo(LaunchOptions.defaults());
    }
}
