// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Writes one report of all modules into <code>target/kubeuser</code> of the project where Maven was started. It does
 * its work once, in the last module that has it.
 */
@Mojo(name = "aggregate", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class AggregateMojo extends ReportMojo {

    @Override
    void run() throws MojoExecutionException, MojoFailureException {
        WholeBuild whole = new WholeBuild(session, execution);
        if (whole.isLast(project)) {
            report(whole.modules(), reportOf(session.getTopLevelProject()));
        }
    }
}
