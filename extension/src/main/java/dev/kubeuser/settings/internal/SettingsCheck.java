package dev.kubeuser.settings.internal;

import dev.kubeuser.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds unknown {@code kubeuser.*} keys in the system properties and in {@code junit-platform.properties}. Otherwise a
 * mistyped setting would be ignored silently. JUnit does not tell an extension the names of parameters that a launcher
 * got in other ways.
 */
public final class SettingsCheck {

    private static final String FILE = "junit-platform.properties";

    private SettingsCheck() {}

    /** Checks all visible keys. */
    public static void requireKnownKeys() {
        requireKnown(System.getProperties().stringPropertyNames(), "system property");
        requireKnown(file().stringPropertyNames(), FILE);
    }

    /** Reports the first key that is not a setting. */
    public static void requireKnown(Set<String> keys, String source) {
        for (String key : new TreeSet<>(keys)) {
            if (key.startsWith(Setting.PREFIX) && !Setting.exists(key)) {
                throw new ConfigurationException(
                        "There is no setting " + key + " (" + source + "); did you mean "
                                + Setting.nearest(key).key() + "?",
                        null);
            }
        }
    }

    /** JUnit's own file, empty if there is none. */
    static Properties file() {
        Properties properties = new Properties();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(FILE)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException failure) {
            throw new ConfigurationException(FILE + " could not be read", failure);
        }
        return properties;
    }
}
