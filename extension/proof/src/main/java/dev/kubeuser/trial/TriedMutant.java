// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import dev.kubeuser.analysis.internal.Mutation.Mutant;
import java.util.List;
import org.apiguardian.api.API;

/** A mutant, and the result of the tests with the mutant applied. Immutable and thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TriedMutant {

    private final Mutant mutant;
    private final List<String> failures;

    TriedMutant(Mutant mutant, List<String> failures) {
        this.mutant = mutant;
        this.failures = List.copyOf(failures);
    }

    Mutant mutant() {
        return mutant;
    }

    /** {@return the kind and name of the changed object, for example {@code ValidatingAdmissionPolicy release-only}} */
    public String object() {
        return mutant.object();
    }

    /** {@return what is different, for example {@code with failurePolicy Ignore}} */
    public String description() {
        return mutant.description();
    }

    /** {@return the tests that failed because of it, each with its message, sorted; empty if it survived} */
    public List<String> failures() {
        return failures;
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
