package dev.kubeuser.benchmarks.firstok;

import java.nio.file.Path;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs {@link TutorialCase} or {@link ByHandCase} in a JVM of its own, as a build tool does. */
public final class FirstOk {

    /** The line that says that the test has seen its {@code ok}. */
    public static final String SEEN = "ok";

    private FirstOk() {}

    /**
     * {@return the option of the JVM that makes it run the test by hand}
     *
     * @param adminKubeconfig the kubeconfig of the administrator of a cluster that runs
     */
    public static String byHand(Path adminKubeconfig) {
        return "-D" + ByHandCase.KUBECONFIG + "=" + adminKubeconfig;
    }

    /**
     * Fails if the test does.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        Class<?> test = System.getProperty(ByHandCase.KUBECONFIG) == null ? TutorialCase.class : ByHandCase.class;
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(test))
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
