// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The version of JUnit that runs the tests. */
public final class JUnitVersion {

    private static final String OLDEST = "5.12";

    /** A class that the oldest supported version added. */
    private static final String ADDED = "org.junit.jupiter.api.extension.MediaType";

    private static final String CLASS_TEMPLATE = "org.junit.jupiter.api.ClassTemplate";

    private JUnitVersion() {}

    /** Fails unless JUnit is new enough. Without this check an older one fails later because of a missing class. */
    public static void require() {
        try {
            Class.forName(ADDED, false, ExtensionContext.class.getClassLoader());
        } catch (ClassNotFoundException older) {
            throw new ExtensionConfigurationException(
                    "kubeuser needs JUnit " + OLDEST + " or newer, but the test runs on JUnit "
                            + found() + ": import org.junit:junit-bom of " + OLDEST
                            + ".2 or newer; with Spring Boot, set the property junit-jupiter.version");
        }
    }

    /** Fails unless JUnit has class templates, which {@code @KubeVersions} makes. */
    public static void requireClassTemplates() {
        try {
            Class.forName(CLASS_TEMPLATE, false, ExtensionContext.class.getClassLoader());
        } catch (ClassNotFoundException older) {
            throw new ExtensionConfigurationException("@KubeVersions needs JUnit 5.13 or newer, but the test runs on"
                    + " JUnit " + found() + ": import org.junit:junit-bom of 5.13.4 or newer, or remove the annotation"
                    + " and run the build once for each version with kubeuser.kubernetes.version");
        }
    }

    /** The version of {@code junit-jupiter-api}, from its manifest or, on the module path, its module. */
    public static String found() {
        return Optional.ofNullable(ExtensionContext.class.getPackage().getImplementationVersion())
                .or(() -> Optional.ofNullable(ExtensionContext.class.getModule().getDescriptor())
                        .flatMap(ModuleDescriptor::rawVersion))
                .orElse("of an unknown version");
    }
}
