// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.util.Map;
import java.util.TreeMap;
import org.gradle.api.file.DirectoryProperty;
import org.gradle.api.provider.MapProperty;
import org.gradle.api.provider.Property;
import org.gradle.api.tasks.Internal;
import org.gradle.process.CommandLineArgumentProvider;

/**
 * The settings of kubeuser in the JVMs of a {@code Test} task. They are not inputs of the task: the name of the build
 * is always new.
 */
abstract class TestSettings implements CommandLineArgumentProvider {

    /** For Gradle, which makes a subclass. */
    public TestSettings() {}

    /** The settings that Gradle's properties stand for. */
    @Internal
    abstract MapProperty<String, String> getSettings();

    @Internal
    abstract Property<String> getBuild();

    @Internal
    abstract DirectoryProperty getReport();

    @Override
    public Iterable<String> asArguments() {
        Map<String, String> settings = new TreeMap<>(getSettings().get());
        // The gate requires, not each JVM.
        settings.keySet().removeIf(key -> key.startsWith("kubeuser.require."));
        settings.put("kubeuser.build", getBuild().get());
        settings.put("kubeuser.report", getReport().get().getAsFile().getPath());
        return settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }
}
