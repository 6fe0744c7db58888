// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.util.UUID;
import org.gradle.api.services.BuildService;
import org.gradle.api.services.BuildServiceParameters;

/** Gives each build a name of its own, even if the configuration cache keeps Gradle from running the build scripts. */
abstract class BuildIdentity implements BuildService<BuildServiceParameters.None> {

    private final String name = UUID.randomUUID().toString();

    /** For Gradle, which makes a subclass. */
    public BuildIdentity() {}

    String name() {
        return name;
    }
}
