// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.trial;

import dev.kubeuser.junit.internal.PolicyMutator;
import dev.kubeuser.junit.internal.SessionStore;
import dev.kubeuser.run.internal.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the same tests repeatedly in one JUnit session, and so on one cluster that no other tests use. */
final class TrialSession implements AutoCloseable {

    private final LauncherSession session;
    private final Map<String, String> parameters;

    TrialSession(Map<String, String> parameters) {
        this.session = LauncherFactory.openSession(LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build());
        this.parameters = parameters;
    }

    /**
     * Runs the tests of a class and returns the failures: sorted, as tests that run concurrently end in any order.
     *
     * @param mutator may change what the tests apply
     * @throws IllegalStateException on JUnit 5.12
     */
    List<String> run(Class<?> testClass, PolicyMutator mutator) {
        new SessionStore(session, "A trial of mutants").put(PolicyMutator.class, mutator);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(testClass))
                .configurationParameters(parameters)
                .configurationParameter(Setting.KEEP.key(), "false")
                .build();
        Failures failures = new Failures();
        session.getLauncher().execute(request, failures);
        return failures.found.stream().sorted().toList();
    }

    @Override
    public void close() {
        session.close();
    }

    /** Collects failures. A test that a failed assumption aborts has a throwable too, but is not a failure. */
    private static final class Failures implements TestExecutionListener {

        /** A run of a class with {@code @KubeVersions}, for one version. */
        private static final String RUN_OF_A_CLASS = "class-template-invocation";

        private final List<String> found = new ArrayList<>();
        private final Map<String, String> runs = new ConcurrentHashMap<>();

        @Override
        public void executionStarted(TestIdentifier test) {
            UniqueId id = test.getUniqueIdObject();
            if (id.getLastSegment().getType().equals(RUN_OF_A_CLASS)) {
                runs.put(id.toString(), test.getDisplayName());
            }
        }

        @Override
        public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                String why = result.getThrowable().map(Throwable::getMessage).orElse("");
                found.add(name(test) + ": " + why);
            }
        }

        /** As in {@code lists_pods(KubeAccess) on Kubernetes 1.34}. */
        private String name(TestIdentifier test) {
            return runs.entrySet().stream()
                    .filter(run -> test.getUniqueId().startsWith(run.getKey() + "/"))
                    .map(run -> " on " + run.getValue())
                    .collect(Collectors.joining("", test.getDisplayName(), ""));
        }
    }
}
