// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;
import org.assertj.core.api.StandardSoftAssertionsProvider;

/**
 * Soft assertions on access, in addition to all of AssertJ's: failures are collected and reported together at the end.
 *
 * <pre>{@code
 * KubeSoftAssertions.assertSoftly(softly -> {
 *     softly.assertThat(alice).can(list("pods").in("dev"));
 *     softly.assertThat(alice).cannot(list("secrets").in("dev"));
 * });
 * }</pre>
 *
 * <p>A question that means nothing to the server throws immediately. AssertJ's own JUnit extension also injects this
 * class.
 *
 * <p>Not thread-safe: use one in each thread.
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public class KubeSoftAssertions extends AbstractSoftAssertions
        implements StandardSoftAssertionsProvider, KubeSoftAssertionsProvider {

    /** Begins soft assertions; {@link #assertAll()} ends them. */
    public KubeSoftAssertions() {}

    /**
     * Makes assertions and reports all failures together.
     *
     * @param assertions the assertions
     */
    public static void assertSoftly(Consumer<KubeSoftAssertions> assertions) {
        SoftAssertionsProvider.assertSoftly(KubeSoftAssertions.class, assertions);
    }
}
