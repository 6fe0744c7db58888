// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.gradle;

import java.io.File;
import org.gradle.api.internal.StartParameterInternal;
import org.gradle.cli.CommandLineParser;
import org.gradle.cli.ParsedCommandLine;
import org.gradle.initialization.DefaultBuildCancellationToken;
import org.gradle.initialization.DefaultBuildRequestContext;
import org.gradle.initialization.DefaultBuildRequestMetaData;
import org.gradle.initialization.NoOpBuildEventConsumer;
import org.gradle.initialization.layout.BuildLayoutFactory;
import org.gradle.internal.buildprocess.BuildProcessState;
import org.gradle.internal.classpath.ClassPath;
import org.gradle.internal.instrumentation.agent.AgentStatus;
import org.gradle.internal.logging.services.LoggingServiceRegistry;
import org.gradle.internal.nativeintegration.services.NativeServices;
import org.gradle.launcher.cli.converter.BuildLayoutConverter;
import org.gradle.launcher.cli.converter.InitialPropertiesConverter;
import org.gradle.launcher.cli.converter.LayoutToPropertiesConverter;
import org.gradle.launcher.cli.converter.StartParameterConverter;
import org.gradle.launcher.configuration.BuildLayoutResult;
import org.gradle.launcher.configuration.InitialProperties;
import org.gradle.launcher.exec.BuildExecutor;
import org.gradle.launcher.exec.DefaultBuildActionParameters;
import org.gradle.tooling.internal.provider.action.ExecuteBuildAction;

/** Runs one build, as the daemon does; the jar with all of Gradle lacks its client, and so the main class. */
final class GradleMain {

    private GradleMain() {}

    /** Runs the build that Gradle's own command line describes. */
    public static void main(String... arguments) {
        File directory = new File("").getAbsoluteFile();
        StartParameterInternal start = start(directory, arguments);
        NativeServices.initializeOnDaemon(start.getGradleUserHomeDir(), NativeServices.NativeServicesMode.ENABLED);
        boolean isFailed;
        try (BuildProcessState process = new BuildProcessState(
                true,
                AgentStatus.disabled(),
                ClassPath.EMPTY,
                LoggingServiceRegistry.newCommandLineProcessLogging(),
                NativeServices.getInstance())) {
            isFailed = process.getServices()
                    .get(BuildExecutor.class)
                    .execute(
                            new ExecuteBuildAction(start),
                            new DefaultBuildActionParameters(
                                    System.getProperties(),
                                    System.getenv(),
                                    directory,
                                    start.getLogLevel(),
                                    false,
                                    ClassPath.EMPTY),
                            new DefaultBuildRequestContext(
                                    new DefaultBuildRequestMetaData(System.currentTimeMillis()),
                                    new DefaultBuildCancellationToken(),
                                    new NoOpBuildEventConsumer()))
                    .hasFailure();
        }
        System.exit(isFailed ? 1 : 0);
    }

    private static StartParameterInternal start(File directory, String... arguments) {
        InitialPropertiesConverter properties = new InitialPropertiesConverter();
        BuildLayoutConverter layouts = new BuildLayoutConverter();
        StartParameterConverter starts = new StartParameterConverter();
        CommandLineParser parser = new CommandLineParser();
        properties.configure(parser);
        layouts.configure(parser);
        starts.configure(parser);
        // Otherwise an option of a task, as --tests, is none.
        parser.allowMixedSubcommandsAndOptions();
        ParsedCommandLine parsed = parser.parse(arguments);
        InitialProperties initial = properties.convert(parsed);
        BuildLayoutResult layout = layouts.convert(initial, parsed, directory);
        return starts.convert(
                parsed,
                layout,
                new LayoutToPropertiesConverter(new BuildLayoutFactory()).convert(initial, layout),
                new StartParameterInternal());
    }
}
