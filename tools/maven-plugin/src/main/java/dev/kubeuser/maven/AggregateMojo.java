package dev.kubeuser.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Writes one report of all modules into <code>target/kubeuser</code> of the project where Maven was started. It does its
 * work once, in the last module that has it.
 */
@Mojo(name = "aggregate", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class AggregateMojo extends ReportMojo {

    @Override
    void run() throws IOException {
        WholeBuild whole = new WholeBuild(session, execution);
        if (whole.isLast(project)) {
            write(recorded(whole.modules()), reportOf(session.getTopLevelProject()));
        }
    }
}
