// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.gradle.api.Action;
import org.gradle.api.Plugin;
import org.gradle.api.Project;
import org.gradle.api.artifacts.Configuration;
import org.gradle.api.execution.TaskExecutionGraph;
import org.gradle.api.provider.Provider;
import org.gradle.api.tasks.TaskProvider;
import org.gradle.api.tasks.testing.Test;
import org.gradle.language.base.plugins.LifecycleBasePlugin;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code dev.kubeuser}: one report and one gate for all {@code Test} tasks of a project and the projects
 * below it. Apply it to the root project.
 */
public class KubeUserPlugin implements Plugin<Project> {

    private static final String NAME = "kubeuser";
    private static final String LIBRARY = "kubeuser-core-";

    @Override
    public void apply(Project project) {
        project.getPluginManager().apply(LifecycleBasePlugin.class);
        KubeUserExtension extension = project.getExtensions().create(NAME, KubeUserExtension.class);
        Provider<BuildIdentity> identity =
                project.getGradle().getSharedServices().registerIfAbsent(NAME, BuildIdentity.class, service -> {});
        Provider<String> build = identity.map(BuildIdentity::name);
        project.allprojects(each -> each.getTasks().withType(Test.class).configureEach(test -> {
            test.usesService(identity);
            configure(test, each, build);
        }));

        Configuration commandLine = commandLine(project);
        TaskProvider<KubeUserTask> aggregate =
                register(project, commandLine, "Aggregate", "Writes one report of what all tests recorded.", task -> {
                    about(task, identity, build, project);
                    task.getCommand().set("report");
                    task.getArguments().addAll(project.provider(() -> List.of("-o", report(project))));
                    task.getArguments().addAll(project.provider(extension::options));
                    task.getArguments().addAll(project.provider(() -> reports(project)));
                });
        TaskProvider<KubeUserTask> check = register(
                project, commandLine, "Check", "Fails if all tests together prove less than is required.", task -> {
                    about(task, identity, build, project);
                    // The report is needed most when the check fails.
                    task.mustRunAfter(aggregate);
                    task.getCommand().set("check");
                    task.getReasonToSkip().set(project.provider(() -> reasonToSkip(project, extension)));
                    task.getArguments().addAll(project.provider(extension::options));
                    task.getArguments().addAll(project.provider(() -> reports(project)));
                });
        project.getTasks()
                .named(LifecycleBasePlugin.CHECK_TASK_NAME)
                .configure(lifecycle -> lifecycle.dependsOn(check));
    }

    private static void about(
            KubeUserTask task, Provider<BuildIdentity> identity, Provider<String> build, Project project) {
        task.usesService(identity);
        task.getBuild().set(build);
        task.dependsOn(tests(project));
    }

    /** Reruns tests that use the library in each build: Gradle does not know which policy files they read. */
    private static void configure(Test test, Project project, Provider<String> build) {
        TestSettings settings = project.getObjects().newInstance(TestSettings.class);
        settings.getSettings().set(project.getProviders().gradlePropertiesPrefixedBy("kubeuser."));
        settings.getBuild().set(build);
        settings.getReport().set(project.getLayout().getBuildDirectory().dir(NAME));
        test.getJvmArgumentProviders().add(settings);
        test.getOutputs()
                .upToDateWhen(task -> ((Test) task)
                        .getClasspath().getFiles().stream()
                                .noneMatch(file -> file.getName().startsWith(LIBRARY)));
    }

    private static TaskProvider<KubeUserTask> register(
            Project project, Configuration commandLine, String name, String description, Action<KubeUserTask> action) {
        return project.getTasks().register(NAME + name, KubeUserTask.class, task -> {
            task.setGroup(LifecycleBasePlugin.VERIFICATION_GROUP);
            task.setDescription(description);
            task.getClasspath().from(commandLine);
            task.getDirectory().set(project.getRootDir());
            action.execute(task);
        });
    }

    private static Configuration commandLine(Project project) {
        return project.getConfigurations().create("kubeuserCli", configuration -> {
            configuration.setDescription("The command line of kubeuser.");
            configuration.setCanBeConsumed(false);
            configuration.defaultDependencies(dependencies ->
                    dependencies.add(project.getDependencies().create("dev.kubeuser:kubeuser-cli:" + version())));
        });
    }

    private static String version() {
        try (InputStream descriptor =
                KubeUserPlugin.class.getResourceAsStream("/META-INF/gradle-plugins/dev.kubeuser.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(descriptor));
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String report(Project project) {
        return project.getLayout()
                .getBuildDirectory()
                .dir(NAME)
                .get()
                .getAsFile()
                .getPath();
    }

    private static List<String> reports(Project project) {
        return project.getAllprojects().stream()
                .filter(each -> !each.getTasks().withType(Test.class).isEmpty())
                .map(KubeUserPlugin::report)
                .toList();
    }

    private static List<Object> tests(Project project) {
        return project.getAllprojects().stream()
                .<Object>map(each -> each.getTasks().withType(Test.class))
                .toList();
    }

    private static Optional<String> property(Project project, String name) {
        return Optional.ofNullable(project.getProviders().gradleProperty(name).getOrNull());
    }

    private static @Nullable String reasonToSkip(Project project, KubeUserExtension extension) {
        if (extension.required().isEmpty()) {
            return "nothing is required: set coverage, mutationScore, acceptedRisks, noEscalation or noDenials in the"
                    + " block kubeuser";
        }
        return whyPartial(project).map(why -> why + ", so nothing is required").orElse(null);
    }

    /** A build that writes golden files is partial too, as is the one that runs a shard. */
    private static Optional<String> whyPartial(Project project) {
        boolean isSelected = project.getGradle().getStartParameter().getTaskRequests().stream()
                .anyMatch(request -> request.getArgs().contains("--tests"));
        if (isSelected) {
            return Optional.of("only some tests run (--tests)");
        }
        if (property(project, "kubeuser.golden").filter("update"::equals).isPresent()) {
            return Optional.of("kubeuser.golden=update writes golden files");
        }
        if (property(project, "kubeuser.shard").isPresent()) {
            return Optional.of("only a shard of the tests runs (kubeuser.shard)");
        }
        TaskExecutionGraph graph = project.getGradle().getTaskGraph();
        List<String> missing = new ArrayList<>();
        for (Project each : project.getAllprojects()) {
            for (String name : each.getTasks().withType(Test.class).getNames()) {
                String path = each.absoluteProjectPath(name);
                if (!graph.hasTask(path)) {
                    missing.add(path);
                }
            }
        }
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("this build leaves out " + String.join(", ", missing));
    }
}
