package dev.kubeuser.gradle;

import java.util.UUID;
import org.gradle.api.services.BuildService;
import org.gradle.api.services.BuildServiceParameters;

/** Gives each build a name of its own, also where the configuration cache spares Gradle the build scripts. */
abstract class BuildIdentity implements BuildService<BuildServiceParameters.None> {

    private final String name = UUID.randomUUID().toString();

    /** Gradle calls it, from a class of its own. */
    public BuildIdentity() {}

    String name() {
        return name;
    }
}
