// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.maven;

import dev.kubeuser.cli.KubeUserCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * A file with the risky permissions and escalation paths that the policy may have. A relative path starts at the
     * module, or at the nearest of its parents where there is such a file.
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
        run();
    }

    abstract void run() throws MojoExecutionException, MojoFailureException;

    /** Returns the settings that the parameters and Maven's command line stand for. */
    private Map<String, String> settings() {
        Map<String, String> given = new HashMap<>();
        Properties asked = session.getUserProperties();
        asked.stringPropertyNames().forEach(key -> given.put(key, asked.getProperty(key)));
        put(given, "kubeuser.require.coverage", coverage);
        put(given, "kubeuser.require.mutation-score", mutationScore);
        put(given, "kubeuser.require.accepted-risks", acceptedRisks == null ? null : nearest(acceptedRisks));
        put(given, "kubeuser.require.no-escalation", noEscalation);
        put(given, "kubeuser.require.no-denials", noDenials);
        put(given, "kubeuser.proof-limit", proofLimit);
        return given;
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
     * Runs a command of the command line in this JVM, on what the tests of modules recorded, and says what it says. A
     * goal of the command line is about an earlier build if there was no test in this one.
     */
    final void runCommand(String command, List<MavenProject> modules, String... options)
            throws MojoExecutionException, MojoFailureException {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.add(new WholeBuild(session, execution).isAskedByHand() ? "--maven=last" : "--maven=this");
        if (build != null) {
            arguments.add("--build=" + build);
        }
        arguments.addAll(List.of(options));
        modules.stream().map(this::reportOf).map(Path::toString).distinct().forEach(arguments::add);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = KubeUserCommand.run(
                settings(), new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
        out.toString().lines().forEach(this::log);
        String complaint = err.toString().stripTrailing();
        switch (exitCode) {
            case KubeUserCommand.OK -> complaint.lines().forEach(getLog()::warn);
            case KubeUserCommand.FINDINGS -> throw new MojoFailureException(complaint);
            default -> throw new MojoExecutionException(complaint);
        }
    }

    final void log(String line) {
        getLog().info("kubeuser: " + line);
    }
}
