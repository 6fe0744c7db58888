package dev.kubeuser.maven;

import dev.kubeuser.tool.BuildProof;
import dev.kubeuser.tool.BuildRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Writes the report of one module, from what all JVMs of its tests recorded, with the thresholds of the build. */
@Mojo(name = "report", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public class ReportMojo extends AbstractEvidenceMojo {

    @Override
    void run() throws IOException {
        write(recorded(List.of(project)), reportOf(project));
    }

    /** Writes the report of what was recorded, unless there is none. */
    final void write(BuildRecord found, Path directory) {
        if (found.isEmpty()) {
            getLog().info("kubeuser: there is no report, for no test recorded anything");
            return;
        }
        BuildProof proof = found.proof(settings());
        proof.write(directory, lacking -> getLog().warn("kubeuser: " + lacking));
        getLog().info("kubeuser: " + proof.summary() + ", report in " + directory);
    }
}
