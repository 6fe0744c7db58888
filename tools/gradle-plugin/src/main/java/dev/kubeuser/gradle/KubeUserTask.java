// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.gradle.api.DefaultTask;
import org.gradle.api.GradleException;
import org.gradle.api.file.ConfigurableFileCollection;
import org.gradle.api.provider.ListProperty;
import org.gradle.api.provider.Property;
import org.gradle.api.tasks.Internal;
import org.gradle.api.tasks.TaskAction;
import org.gradle.api.tasks.UntrackedTask;
import org.gradle.process.ExecOperations;
import org.gradle.process.ExecResult;

/**
 * Runs a command of kubeuser's command line. It runs in a JVM of its own, whose directory is that of the build: reports
 * name files as seen from there, and the Gradle daemon's directory is elsewhere.
 */
@UntrackedTask(because = "what tests recorded in this build is always new")
public abstract class KubeUserTask extends DefaultTask {

    private static final String MAIN = "dev.kubeuser.cli.KubeUserCommand";

    /** {@return what starts the JVM} */
    @Inject
    @SuppressWarnings("JavaxInjectOnAbstractMethod") // Gradle implements it.
    protected abstract ExecOperations getProcesses();

    /** {@return the class path of the command line} */
    @Internal
    public abstract ConfigurableFileCollection getClasspath();

    /** {@return the name of the command} */
    @Internal
    public abstract Property<String> getCommand();

    /** {@return the name of the build that the command is about; not set if it is about none} */
    @Internal
    public abstract Property<String> getBuild();

    /** {@return further options of the command, and its operands} */
    @Internal
    public abstract ListProperty<String> getArguments();

    /** {@return the directory in which the command runs} */
    @Internal
    public abstract Property<File> getDirectory();

    /** {@return why the command is not run; not set if it is} */
    @Internal
    public abstract Property<String> getReasonToSkip();

    /** Runs the command, and fails with what it says if it fails. */
    @TaskAction
    public void run() {
        if (getReasonToSkip().isPresent()) {
            log(getReasonToSkip().get());
            return;
        }
        List<String> arguments = new ArrayList<>(List.of(getCommand().get()));
        if (getBuild().isPresent()) {
            arguments.addAll(List.of("--build", getBuild().get()));
        }
        arguments.addAll(getArguments().get());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExecResult result = getProcesses().javaexec(jvm -> {
            jvm.setClasspath(getClasspath());
            jvm.getMainClass().set(MAIN);
            jvm.setArgs(arguments);
            jvm.setWorkingDir(getDirectory().get());
            jvm.setStandardOutput(out);
            jvm.setErrorOutput(err);
            jvm.setIgnoreExitValue(true);
        });
        lines(out).forEach(this::log);
        if (result.getExitValue() != 0) {
            throw new GradleException(String.join(System.lineSeparator(), lines(err)));
        }
        lines(err).forEach(line -> getLogger().warn("{}", line));
    }

    private void log(String line) {
        getLogger().lifecycle("kubeuser: {}", line);
    }

    /** The command writes in the charset of the machine. */
    private static List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(Charset.defaultCharset()).lines().toList();
    }
}
