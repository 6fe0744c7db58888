// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Runs the tests of the phase <code>test</code> so that they write their golden files instead of comparing with them.
 * Nothing is required of this run. Look at what changed before you commit it.
 */
@Mojo(name = "golden-update", threadSafe = true)
@Execute(phase = LifecyclePhase.TEST, lifecycle = "golden-update")
public class GoldenUpdateMojo extends AbstractMojo {

    @Override
    public void execute() {
        getLog().info("kubeuser: the tests wrote their golden files; look at what changed before you commit it");
    }
}
