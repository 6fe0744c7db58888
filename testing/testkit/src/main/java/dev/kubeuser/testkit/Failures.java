// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.query.AccessQueryException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** That an assertion fails because it does not hold or means nothing, or that manifests are refused. */
public final class Failures {

    private Failures() {}

    public static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable assertion) {
        return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class);
    }

    /** With a message that is compared in full. */
    public static void assertFails(ThrowingCallable assertion, String message) {
        assertFails(assertion).hasMessage(message);
    }

    public static AbstractThrowableAssert<?, ? extends Throwable> assertMistaken(ThrowingCallable question) {
        return assertThatThrownBy(question).isInstanceOf(AccessQueryException.class);
    }

    /** With a message that is compared in full. */
    public static void assertMistaken(ThrowingCallable question, String message) {
        assertMistaken(question).hasMessage(message);
    }

    /** That manifests cannot be read, rendered or applied. */
    public static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(ThrowingCallable manifests) {
        return assertThatThrownBy(manifests).isInstanceOf(ManifestException.class);
    }

    /** The message by which manifests are refused. */
    public static String refusal(ThrowingCallable manifests) {
        return String.valueOf(assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(manifests)
                .actual()
                .getMessage());
    }
}
