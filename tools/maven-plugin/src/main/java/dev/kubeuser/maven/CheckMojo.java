// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Fails the build if all its tests together prove less than is required, in all JVMs and modules. It does its work
 * once, in the last module that has it. A build of some tests or modules only, without tests, or one that writes golden
 * files is left alone: it says nothing about the whole.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class CheckMojo extends AbstractEvidenceMojo {

    private static final List<String> SKIPPED_TESTS =
            List.of("skipTests", "maven.test.skip", "maven.test.skip.exec", "skipITs");

    /**
     * Whether the directories of the modules hold what all tests recorded together, although each JVM ran a part of
     * them: after the shards of several jobs were put there.
     */
    @Parameter(property = "kubeuser-maven-plugin.complete", defaultValue = "false")
    boolean complete;

    @Override
    void run() throws MojoExecutionException, MojoFailureException {
        WholeBuild whole = new WholeBuild(session, execution);
        if (!whole.isLast(project)) {
            getLog().debug("kubeuser: the last module checks all");
            return;
        }
        Optional<String> partial = whole.whySomeModules(project).or(this::whySkipped);
        if (partial.isPresent()) {
            log(partial.get() + ", so nothing is required");
            return;
        }
        runCommand("check", whole.modules(), complete ? new String[] {"--complete"} : new String[0]);
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
