package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What {@link NeedsVersions} does to a test whose programs are not all on the class path. */
class NeedsVersionsTest {

    static class Some {
        @Test
        @NeedsVersions("1.7")
        void of_a_version_that_nobody_has() {
            throw new AssertionError("must not run");
        }

        @Test
        @NeedsVersions({})
        void of_no_version() {}
    }

    @Test
    void what_lacks_its_program_is_left_out_and_says_what_brings_it() {
        var tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Some.class))
                .execute()
                .testEvents();
        assertThat(tests.skipped().map(event -> event.getRequiredPayload(String.class)))
                .containsExactly(
                        "not run: the program of Kubernetes 1.7 is not on the class path; -Pall-versions puts it"
                                + " there");
        assertThat(tests.succeeded().map(Event::getTestDescriptor).map(test -> test.getDisplayName()))
                .containsExactly("of_no_version()");
    }
}
