// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What is left out, and why; nobody says which kind is under test here, so it is the embedded one. */
class KindConditionTest {

    static class Mixed {
        @Test
        @RunsOn(value = Kind.K3S, because = "of containers")
        void elsewhere() {
            throw new AssertionError("must not run");
        }

        @Test
        @RunsOn(except = Kind.EXISTING, because = "it is configured")
        void here() {}

        @Test
        void anywhere() {}

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
    void what_cannot_hold_or_lacks_its_program_is_left_out_with_its_reason() {
        var tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Mixed.class))
                .execute()
                .testEvents();
        assertThat(tests.skipped().map(event -> event.getRequiredPayload(String.class)))
                .containsExactlyInAnyOrder(
                        "not applicable: of containers",
                        "not run: the program of Kubernetes 1.7 is not on the class path; -Pall-versions puts it"
                                + " there");
        assertThat(tests.succeeded().map(Event::getTestDescriptor).map(test -> test.getDisplayName()))
                .containsExactlyInAnyOrder("here()", "anywhere()", "of_no_version()");
    }
}
