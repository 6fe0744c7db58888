package dev.kubeuser.run;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.run.internal.ClusterListener;
import dev.kubeuser.run.internal.ExpectedDenial;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.run.internal.UnexpectedDenial;
import dev.kubeuser.run.internal.UnexpectedDenials;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What denials do to the tests of a session.
 *
 * @param mode the mode
 * @param expected the refusals that are expected in all tests, and outside of them
 * @param tests the tests
 * @param listener who knows the denials, if anybody does
 */
record SessionDenials(
        DenialMode mode,
        List<ExpectedDenial> expected,
        RunningTests tests,
        @Nullable ClusterListener listener) {

    SessionDenials {
        expected = List.copyOf(expected);
    }

    /** Expects refusals outside of tests, from now on. */
    void expectOutsideOfTests() {
        tests.expect(expected);
    }

    /** Begins a test, which this thread runs. */
    void begin(Cluster cluster) {
        requireSpelled(cluster);
        tests.expect(expected);
        if (mode == DenialMode.FAIL) {
            tests.failOnDenials(user -> true);
        }
    }

    private void requireSpelled(Cluster cluster) {
        for (ExpectedDenial each : expected) {
            try {
                each.requireSpelled(cluster);
            } catch (AccessQueryException mistake) {
                throw new ConfigurationException(
                        "KubeSession.builder().denials expects \"" + each.request() + "\": " + mistake.getMessage(),
                        mistake);
            }
        }
    }

    /** Adds what was refused in a test to its failure. */
    void explain(Throwable failure, TestCase test) {
        List<? extends UnexpectedDenial> denials = of(test);
        if (!denials.isEmpty()) {
            failure.addSuppressed(UnexpectedDenials.of(denials));
        }
    }

    /** Fails a test in which something was refused, if that is the mode. */
    void require(TestCase test) {
        if (mode == DenialMode.FAIL) {
            UnexpectedDenials.requireNone(of(test));
        }
    }

    /** Returns what was refused to these users in no test, if that fails the session. */
    List<? extends UnexpectedDenial> outside(Set<String> users) {
        return mode == DenialMode.FAIL && listener != null ? listener.takeDenialsOfNoTest(users) : List.of();
    }

    private List<? extends UnexpectedDenial> of(TestCase test) {
        return listener == null ? List.of() : listener.denialsOf(test);
    }
}
