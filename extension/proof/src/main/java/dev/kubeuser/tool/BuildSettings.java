package dev.kubeuser.tool;

import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.settings.internal.SettingsCheck;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * What is required of a build, and how it is judged: the settings {@code kubeuser.require.*} and {@code
 * kubeuser.proof-limit}. Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class BuildSettings {

    private final Settings settings;
    private final Thresholds thresholds;
    private final @Nullable Duration proofLimit;

    private BuildSettings(Settings settings) {
        this.settings = settings;
        this.thresholds = Thresholds.of(settings);
        this.proofLimit = settings.proofLimit();
    }

    /**
     * Reads settings.
     *
     * @param values the values by the keys of the settings, for example {@code kubeuser.require.coverage}. Other settings
     *     and other properties may be among them; {@code test} and {@code it.test} are what Surefire and Failsafe select.
     * @return the settings
     * @throws ConfigurationException if a key that begins with {@code kubeuser.} is not that of a setting, a value is
     *     malformed, or the file of accepted risks cannot be read; the message names the setting and the value
     */
    public static BuildSettings of(Map<String, String> values) {
        Map<String, String> given = Map.copyOf(values);
        SettingsCheck.requireKnown(given.keySet(), "a property of the build");
        return new BuildSettings(Settings.of(given));
    }

    /**
     * {@return whether anything is required}
     */
    public boolean requiresAny() {
        return thresholds.isAny() || thresholds.noDenials();
    }

    /**
     * {@return why a build with these settings says nothing about the whole, as a clause: it runs some tests only, as a
     * shard does, or writes golden files. Empty if it is a whole build}
     *
     * @throws ConfigurationException if a value is malformed
     */
    public Optional<String> whyPartial() {
        return Thresholds.whyPartial(settings);
    }

    /** Whether a denial fails what is run. */
    boolean noDenials() {
        return thresholds.noDenials();
    }

    Thresholds thresholds() {
        return thresholds;
    }

    @Nullable
    Duration proofLimit() {
        return proofLimit;
    }
}
