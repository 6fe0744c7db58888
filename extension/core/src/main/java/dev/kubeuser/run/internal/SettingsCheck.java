// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.run.internal;

import dev.kubeuser.base.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds unknown {@code kubeuser.*} keys, and keys without a value, in the system properties and in
 * {@code junit-platform.properties}. Otherwise a mistyped setting, or one that nothing reads in a run, would be ignored
 * silently. JUnit does not tell an extension the names of parameters that a launcher got in other ways.
 */
public final class SettingsCheck {

    private static final String FILE = "junit-platform.properties";

    private SettingsCheck() {}

    /** Checks all visible settings. */
    public static void requireSettings() {
        requireSettings(System.getProperties(), "system property");
        requireSettings(file(), FILE);
    }

    /** Reports the first key that is not a setting, or that has no value. */
    static void requireSettings(Properties properties, String source) {
        Set<String> keys = properties.stringPropertyNames();
        requireKnown(keys, source);
        for (String key : new TreeSet<>(keys)) {
            if (Setting.exists(key) && properties.getProperty(key).isBlank()) {
                throw new ConfigurationException(withoutValue(key), null);
            }
        }
    }

    /** What to say of a setting that is empty. */
    static String withoutValue(String key) {
        return key + " is set to nothing: give it a value, or remove it";
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
