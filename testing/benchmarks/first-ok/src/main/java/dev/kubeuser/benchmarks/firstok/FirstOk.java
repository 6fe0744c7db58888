// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks.firstok;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs {@link TutorialCase} in a JVM of its own, as a build tool does. */
public final class FirstOk {

    /** The line that says that the test has seen its {@code ok}. */
    public static final String SEEN = "ok";

    private FirstOk() {}

    /**
     * Fails if the test does.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(TutorialCase.class))
                .configurationParameter("kubeuser.cluster", "embedded")
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        if (summary.getSummary().getTestsSucceededCount() != 1) {
            summary.getSummary()
                    .getFailures()
                    .forEach(failure -> failure.getException().printStackTrace());
            System.exit(1);
        }
    }
}
