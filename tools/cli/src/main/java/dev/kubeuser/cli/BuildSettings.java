// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.run.internal.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is required of a build, and how it is judged.
 *
 * @param thresholds what is required
 * @param proofLimit how long the judging of mutants may take, or {@code null} for any time
 */
record BuildSettings(Thresholds thresholds, @Nullable Duration proofLimit) {

    /**
     * Reads them from settings.
     *
     * @throws ConfigurationException if a value is malformed, or the file of accepted risks cannot be read
     */
    static BuildSettings of(Settings settings) {
        return new BuildSettings(Thresholds.of(settings), settings.proofLimit());
    }

    /** {@return whether anything is required} */
    boolean requiresAny() {
        return thresholds.isAny() || thresholds.noDenials();
    }
}
