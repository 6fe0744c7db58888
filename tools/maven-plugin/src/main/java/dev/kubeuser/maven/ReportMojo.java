// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProject;

/** Writes the report of one module, from what all JVMs of its tests recorded, with the thresholds of the build. */
@Mojo(name = "report", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class ReportMojo extends AbstractEvidenceMojo {

    @Override
    void run() throws MojoExecutionException, MojoFailureException {
        report(List.of(project), reportOf(project));
    }

    final void report(List<MavenProject> modules, Path directory) throws MojoExecutionException, MojoFailureException {
        runCommand("report", modules, "--output=" + directory);
    }
}
