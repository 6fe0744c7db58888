package dev.kubeuser.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What {@link RunsOn} does to a test; nobody says which kind is under test here, so it is the embedded one. */
class RunsOnTest {

    static class Mixed {
        @Test
        @RunsOn(value = Kind.K3S, because = "of containers")
        void elsewhere() {
            throw new AssertionError("must not run");
        }

        @Test
        @RunsOn(
                value = {Kind.K3S, Kind.EMBEDDED},
                because = "it is configured")
        void here() {}

        @Test
        void anywhere() {}
    }

    @Test
    void what_cannot_hold_is_left_out_with_its_reason() {
        var tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Mixed.class))
                .execute()
                .testEvents();
        assertThat(tests.skipped().map(event -> event.getRequiredPayload(String.class)))
                .containsExactly("not applicable: of containers");
        assertThat(tests.succeeded().map(Event::getTestDescriptor).map(test -> test.getDisplayName()))
                .containsExactlyInAnyOrder("here()", "anywhere()");
    }
}
