// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import dev.kubeuser.junit.internal.JUnitVersion;
import org.junit.jupiter.api.extension.Extension;

/**
 * Reports that {@link KubeVersions} needs a newer JUnit. JUnit creates it before it looks for the next extension of the
 * annotation, whose class cannot be loaded on an older JUnit.
 */
final class ClassTemplateRequirement implements Extension {

    ClassTemplateRequirement() {
        JUnitVersion.requireClassTemplates();
    }
}
