// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.kinds;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.testkit.engine.EngineTestKit;

class InTurnTest {

    /** Its tests meet those of the other class, and never each other. */
    abstract static class Meeting {

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);
        private static final Map<Class<?>, AtomicInteger> RUNNING = new ConcurrentHashMap<>();

        @RepeatedTest(2)
        void meets() throws Exception {
            AtomicInteger running = RUNNING.computeIfAbsent(getClass(), first -> new AtomicInteger());
            Assertions.assertThat(running.incrementAndGet()).isEqualTo(1);
            BOTH.await(1, TimeUnit.MINUTES);
            running.decrementAndGet();
        }
    }

    @InTurn
    static class OneCase extends Meeting {}

    @InTurn
    static class OtherCase extends Meeting {}

    @Test
    void tests_of_a_class_run_in_turn_and_beside_those_of_others() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OneCase.class), selectClass(OtherCase.class))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(4).succeeded(4));
    }

    abstract static class Passing {

        @Test
        void passes() {}
    }

    static class ShortCase extends Passing {}

    @InTurn
    static class LongCase extends Passing {}

    @Order(1)
    static class LongestCase extends Passing {}

    @Test
    void classes_that_take_longest_come_first() {
        Assertions.assertThat(EngineTestKit.engine("junit-jupiter")
                        .selectors(
                                selectClass(ShortCase.class),
                                selectClass(LongCase.class),
                                selectClass(LongestCase.class))
                        .configurationParameter("junit.jupiter.testclass.order.default", InTurn.First.class.getName())
                        .execute()
                        .testEvents()
                        .started()
                        .map(event -> event.getTestDescriptor().getParent().orElseThrow())
                        .map(testClass -> ((ClassSource) testClass.getSource().orElseThrow()).getClassName()))
                .containsExactly(LongestCase.class.getName(), LongCase.class.getName(), ShortCase.class.getName());
    }
}
