package dev.kubeuser.maven;

import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.tool.BuildRecord;
import dev.kubeuser.tool.BuildSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/** A goal about what the JVMs of a build recorded. Its parameters have the names of the library's settings. */
abstract class AbstractEvidenceMojo extends AbstractMojo {

    /** Where a JVM leaves its report unless it is told otherwise, seen from its module. */
    private static final String USUAL_REPORT = "target/kubeuser";

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    MojoExecution execution;

    /** How many of the policy's permissions have to be covered, in whole percent. */
    @Parameter(property = "kubeuser.require.coverage")
    @Nullable
    String coverage;

    /** How many mutants have to be killed, in whole percent. */
    @Parameter(property = "kubeuser.require.mutation-score")
    @Nullable
    String mutationScore;

    /**
     * A file with the risky permissions and escalation paths that the policy may have. A relative path starts at the module, or at the
     * nearest of its parents where there is such a file.
     */
    @Parameter(property = "kubeuser.require.accepted-risks")
    @Nullable
    String acceptedRisks;

    /** Whether no subject of the policy may be able to become cluster-admin, by a path that is not accepted. */
    @Parameter(property = "kubeuser.require.no-escalation")
    @Nullable
    String noEscalation;

    /** Whether no request may be refused that its test does not expect to be. */
    @Parameter(property = "kubeuser.require.no-denials")
    @Nullable
    String noDenials;

    /** How long the judging of mutants may take, as in <code>60s</code>; any time by default. */
    @Parameter(property = "kubeuser.proof-limit")
    @Nullable
    String proofLimit;

    /** Where tests leave their report, if they are told so by <code>kubeuser.report</code>; seen from each module. */
    @Parameter(property = "kubeuser.report")
    @Nullable
    String report;

    /** The name of the build, if the tests have one by <code>kubeuser.build</code>. */
    @Parameter(property = "kubeuser.build")
    @Nullable
    String build;

    /** Whether this goal does nothing. */
    @Parameter(property = "kubeuser-maven-plugin.skip", defaultValue = "false")
    boolean skip;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("skipped");
            return;
        }
        try {
            run();
        } catch (ConfigurationException | IllegalArgumentException | UncheckedIOException wrong) {
            throw new MojoExecutionException(wrong.getMessage(), wrong);
        } catch (IOException failure) {
            throw new MojoExecutionException(
                    "What the tests recorded cannot be used: " + failure + ". Run them again, after mvn clean.",
                    failure);
        }
    }

    abstract void run() throws IOException, MojoFailureException;

    /** Returns the settings that the parameters and Maven's command line stand for. */
    final BuildSettings settings() {
        Map<String, String> given = new HashMap<>();
        Properties asked = session.getUserProperties();
        asked.stringPropertyNames().forEach(key -> given.put(key, asked.getProperty(key)));
        put(given, "kubeuser.require.coverage", coverage);
        put(given, "kubeuser.require.mutation-score", mutationScore);
        put(given, "kubeuser.require.accepted-risks", acceptedRisks == null ? null : nearest(acceptedRisks));
        put(given, "kubeuser.require.no-escalation", noEscalation);
        put(given, "kubeuser.require.no-denials", noDenials);
        put(given, "kubeuser.proof-limit", proofLimit);
        return BuildSettings.of(given);
    }

    private static void put(Map<String, String> given, String key, @Nullable String value) {
        if (value != null) {
            given.put(key, value);
        }
    }

    private String nearest(String file) {
        for (MavenProject above = project; above != null && above.getBasedir() != null; above = above.getParent()) {
            Path candidate = above.getBasedir().toPath().resolve(file);
            if (Files.exists(candidate)) {
                return candidate.toString();
            }
        }
        return project.getBasedir().toPath().resolve(file).toString();
    }

    /** Returns the directory in which the tests of a module leave their report. */
    final Path reportOf(MavenProject module) {
        return module.getBasedir().toPath().resolve(report == null ? USUAL_REPORT : report);
    }

    /**
     * Returns what the tests of modules recorded in this build. A goal of the command line is about an earlier build if
     * there was no test in this one.
     */
    final BuildRecord recorded(List<MavenProject> modules) throws IOException {
        List<Path> directories = modules.stream().map(this::reportOf).distinct().toList();
        BuildRecord ofThis = build == null ? BuildRecord.ofThisMaven(directories) : BuildRecord.of(build, directories);
        if (!ofThis.isEmpty()) {
            return ofThis;
        }
        BuildRecord earlier = BuildRecord.in(directories);
        if (earlier.isEmpty()) {
            return earlier;
        }
        if (execution.getSource() == MojoExecution.Source.CLI) {
            getLog().info("kubeuser: no test recorded anything in this build, so this is about an earlier one");
            return earlier;
        }
        getLog().info("kubeuser: no test recorded anything in this build, and what an earlier one left does not count;"
                + " if the tests have a name for the build by kubeuser.build, give this goal the same name");
        return ofThis;
    }
}
