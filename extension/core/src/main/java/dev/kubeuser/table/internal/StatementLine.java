package dev.kubeuser.table.internal;

import dev.kubeuser.assertion.EffectivePolicyAssert;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.statement.EffectivePolicy;

/**
 * A line about all requests of everybody.
 *
 * @param place the file and line, for messages
 * @param words how the table says it
 * @param claim what it asserts
 */
public record StatementLine(String place, LineWords words, Claim claim) implements AccessLine {

    /** An assertion of {@link EffectivePolicyAssert}. */
    @FunctionalInterface
    public interface Claim {

        /**
         * Asserts it.
         *
         * @param that the assertions
         * @param policy what they are on
         */
        void check(EffectivePolicyAssert that, EffectivePolicy policy);
    }

    /**
     * Decides it.
     *
     * @throws AssertionError if it does not hold
     */
    public void check(EffectivePolicy policy) {
        claim.check(KubeAssertions.assertThat(policy).as(place), policy);
    }

    /** For example {@code nobody but group:sre can get secrets in every namespace}. */
    @Override
    public String toString() {
        return words.toString();
    }
}
