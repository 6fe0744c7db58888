// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import dev.kubeuser.analysis.Mutant;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A mutant, and the result of the tests with the mutant applied.
 *
 * @param mutant the mutant
 * @param failures the tests that failed because of it, each with its message, sorted; empty if it survived
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record TriedMutant(Mutant mutant, List<String> failures) {

    /** Copies the list. */
    public TriedMutant {
        failures = List.copyOf(failures);
    }

    /** {@return whether a test failed} */
    public boolean isKilled() {
        return !failures.isEmpty();
    }

    /**
     * Returns one line, for example {@code survived: ValidatingAdmissionPolicy release-only with failurePolicy Ignore
     * (policy.yaml:4)}.
     */
    @Override
    public String toString() {
        return (isKilled() ? "killed: " : "survived: ") + mutant;
    }
}
