package dev.kubeuser.assertion;

import java.util.function.Consumer;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;
import org.assertj.core.api.StandardSoftAssertionsProvider;

/**
 * Soft assertions on access, besides all of AssertJ's: every failure is collected, and all are reported at the end.
 *
 * <pre>{@code
 * KubeSoftAssertions.assertSoftly(softly -> {
 *     softly.assertThat(alice).can(list("pods").in("dev"));
 *     softly.assertThat(alice).cannot(list("secrets").in("dev"));
 * });
 * }</pre>
 *
 * <p>A question that means nothing to the server is thrown at once. AssertJ's own JUnit extension injects this class, too.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class KubeSoftAssertions extends AbstractSoftAssertions
        implements StandardSoftAssertionsProvider, KubeSoftAssertionsProvider {

    /** Begins soft assertions, to be ended by {@link #assertAll()}. */
    public KubeSoftAssertions() {}

    /**
     * Makes assertions and reports those that failed, together.
     *
     * @param assertions which
     */
    public static void assertSoftly(Consumer<KubeSoftAssertions> assertions) {
        SoftAssertionsProvider.assertSoftly(KubeSoftAssertions.class, assertions);
    }
}
