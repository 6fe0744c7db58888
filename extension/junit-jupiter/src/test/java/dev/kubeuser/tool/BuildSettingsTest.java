package dev.kubeuser.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOnce;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is required of a build, by the keys of settings. */
@RunsOnce
class BuildSettingsTest {

    @Test
    void a_build_without_settings_requires_nothing() {
        BuildSettings none = BuildSettings.of(Map.of("file.encoding", "UTF-8"));
        assertThat(none.requiresAny()).isFalse();
        assertThat(none.whyPartial()).isEmpty();
    }

    @Test
    void denials_alone_are_something_to_require() {
        assertThat(BuildSettings.of(Map.of("kubeuser.require.no-denials", "true"))
                        .requiresAny())
                .isTrue();
    }

    /** Otherwise a gate would be open that its user thinks is closed. */
    @Test
    void a_mistyped_key_is_an_error() {
        assertThatThrownBy(() -> BuildSettings.of(Map.of("kubeuser.require.covrage", "80")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("There is no setting kubeuser.require.covrage (a property of the build); did you mean"
                        + " kubeuser.require.coverage?");
    }

    @Test
    void selected_tests_say_nothing_about_the_whole() {
        assertThat(BuildSettings.of(Map.of("it.test", "OrdersIT")).whyPartial())
                .contains("only some tests run (-Dit.test=OrdersIT)");
    }
}
