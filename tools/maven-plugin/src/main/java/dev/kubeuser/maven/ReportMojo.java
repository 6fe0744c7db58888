package dev.kubeuser.maven;

import dev.kubeuser.report.internal.BuildEvidence;
import dev.kubeuser.report.internal.FormerReports;
import dev.kubeuser.report.internal.Report;
import dev.kubeuser.report.internal.ReportFiles;
import dev.kubeuser.settings.internal.Setting;
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
        write(evidence(List.of(project)), reportOf(project));
    }

    /** Writes the report of evidence, unless there is none. */
    final void write(BuildEvidence evidence, Path directory) throws IOException {
        if (evidence.isEmpty()) {
            getLog().info("kubeuser: there is no report, for no test recorded anything");
            return;
        }
        evidence.missing().forEach(missing -> getLog().warn("kubeuser: " + missing));
        Report report = new FormerReports(settings().list(Setting.REPORT_PREVIOUS))
                .addTo(
                        evidence.report(thresholds(), settings().proofLimit()),
                        problem -> getLog().warn("kubeuser: " + problem));
        ReportFiles.write(report, directory);
        getLog().info("kubeuser: " + evidence.describe() + ": " + report.summary() + ", report in " + directory);
    }
}
