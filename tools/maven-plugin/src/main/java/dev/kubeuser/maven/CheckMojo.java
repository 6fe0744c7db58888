package dev.kubeuser.maven;

import dev.kubeuser.analysis.internal.RequiredThresholds;
import dev.kubeuser.analysis.internal.Thresholds;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.Gate;
import dev.kubeuser.report.internal.Report;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Fails the build if all its tests together prove less than is required, in all JVMs and modules. It does its work once,
 * in the last module that has it. A build of some tests or modules only, without tests, or one that writes golden files
 * is left alone: it says nothing about the whole.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class CheckMojo extends AbstractEvidenceMojo {

    private static final List<String> SKIPPED_TESTS =
            List.of("skipTests", "maven.test.skip", "maven.test.skip.exec", "skipITs");

    /**
     * Whether the directories of the modules hold what all tests recorded together, although each JVM ran a part of them:
     * after the shards of several jobs were put there.
     */
    @Parameter(property = "kubeuser-maven-plugin.complete", defaultValue = "false")
    boolean complete;

    @Override
    void run() throws IOException, MojoFailureException {
        Thresholds thresholds = thresholds();
        if (!thresholds.isAny() && !thresholds.noDenials()) {
            throw new ConfigurationException(
                    "The goal check has nothing to check: configure coverage, mutationScore, acceptedRisks or noDenials,"
                            + " or remove the goal",
                    null);
        }
        WholeBuild whole = new WholeBuild(session, execution);
        if (!whole.isLast(project)) {
            getLog().debug("kubeuser: the last module checks all");
            return;
        }
        Optional<String> partial = whyPartial(whole);
        if (partial.isPresent()) {
            leaveAlone(partial.get());
            return;
        }
        BuildEvidence evidence = evidence(whole.modules());
        if (complete || evidence.whyPartial().isEmpty()) {
            check(evidence, thresholds);
        } else {
            leaveAlone(evidence.whyPartial().get());
        }
    }

    private void leaveAlone(String why) {
        getLog().info("kubeuser: " + why + ", so nothing is required");
    }

    private void check(BuildEvidence evidence, Thresholds thresholds) throws MojoFailureException {
        Report report = evidence.report(thresholds, settings().proofLimit());
        List<String> unmet = evidence.unmet(report);
        getLog().info("kubeuser: " + evidence.describe() + ": " + report.summary());
        if (!unmet.isEmpty()) {
            throw new MojoFailureException(Gate.message("is required of the whole build", unmet));
        }
    }

    private Optional<String> whyPartial(WholeBuild whole) {
        return Stream.of(whole.whySomeModules(project), RequiredThresholds.whyPartial(settings()), whySkipped())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> whySkipped() {
        return SKIPPED_TESTS.stream()
                .filter(property -> isOn(session.getUserProperties().getProperty(property))
                        || isOn(project.getProperties().getProperty(property)))
                .map(property -> "tests are skipped (" + property + ")")
                .findFirst();
    }

    /** Maven takes {@code -Dname} for {@code true}. */
    private static boolean isOn(@Nullable String value) {
        return value != null && !value.equalsIgnoreCase("false");
    }
}
