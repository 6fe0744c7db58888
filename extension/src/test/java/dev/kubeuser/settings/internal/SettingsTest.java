package dev.kubeuser.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

@RunsOnce
class SettingsTest {

    @Test
    void durations_are_read_as_people_write_them() {
        assertThat(Settings.parseDuration("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Settings.parseDuration("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Settings.parseDuration("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Settings.parseDuration("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Settings.parseDuration("0.5s")).isEqualTo(Duration.ofMillis(500));
        assertThat(Settings.parseDuration("PT2M")).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void unknown_key_is_an_error_with_the_nearest_one() {
        Properties properties = new Properties();
        properties.setProperty("kubeuser.kep", "true");
        assertThatThrownBy(() -> SettingsCheck.requireKnown(properties.stringPropertyNames(), "system property"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("There is no setting kubeuser.kep (system property); did you mean kubeuser.keep?");
    }

    @Test
    void known_keys_and_those_of_others_pass() {
        Properties properties = new Properties();
        for (Setting setting : Setting.values()) {
            properties.setProperty(setting.key(), "");
        }
        properties.setProperty("kubeuserx", "not ours");
        SettingsCheck.requireKnown(properties.stringPropertyNames(), "system property");
    }
}
