package dev.kubeuser.assertion.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatExceptionOfType;
import static dev.kubeuser.review.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeAccessAssert;
import dev.kubeuser.assertion.KubeSoftAssertions;
import dev.kubeuser.kinds.RunsOnce;
import org.junit.jupiter.api.Test;

/** Statements that look like assertions and assert nothing. */
@RunsOnce
class DiscardedAssertionsTest {

    @SuppressWarnings("CheckReturnValue")
    static class Discarding {
        void begins_only(KubeAccess alice) {
            assertThat(alice);
        }

        void in_a_lambda(KubeAccess alice) {
            KubeSoftAssertions.assertSoftly(softly -> softly.assertThat(alice));
        }

        void waits_for_nothing(KubeAccess alice) {
            assertThat(alice).can(list("pods").in("dev")).eventually();
        }
    }

    static class Inheriting extends Discarding {}

    static class Asserting {
        KubeAccessAssert asserts(KubeAccess alice) {
            KubeAccessAssert begun = assertThat(alice);
            begun.can(list("pods").in("dev"));
            assertThat(alice).eventually().cannot(list("pods").in("dev"));
            assertThat(alice).isNotNull();
            assertThat("alice").isNotEmpty();
            return assertThat(alice);
        }
    }

    @Test
    void are_found_with_their_place() {
        String place = "at " + Discarding.class.getName() + ".";
        assertThat(DiscardedAssertions.of(Discarding.class))
                .satisfiesExactlyInAnyOrder(
                        begun -> assertThat(begun)
                                .isEqualTo("assertThat(...) asserts nothing " + place
                                        + "begins_only(DiscardedAssertionsTest.java:20): add an assertion, such as"
                                        + " .can(...)"),
                        soft -> assertThat(soft).contains("lambda$in_a_lambda$", "DiscardedAssertionsTest.java:24"),
                        waiting -> assertThat(waiting)
                                .startsWith("eventually(...) asserts nothing " + place + "waits_for_nothing("));
    }

    @Test
    void fail_their_class() {
        DiscardedAssertions.requireNone(Asserting.class);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> DiscardedAssertions.requireNone(Inheriting.class))
                .withMessage(String.join(System.lineSeparator(), DiscardedAssertions.of(Discarding.class)));
    }

    @Test
    void are_found_in_superclasses() {
        assertThat(DiscardedAssertions.of(Inheriting.class)).isEqualTo(DiscardedAssertions.of(Discarding.class));
    }

    @Test
    void are_not_what_is_asserted_kept_or_returned() {
        assertThat(DiscardedAssertions.of(Asserting.class)).isEmpty();
        assertThat(DiscardedAssertions.of(String.class)).isEmpty();
    }
}
