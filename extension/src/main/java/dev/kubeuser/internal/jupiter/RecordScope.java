package dev.kubeuser.internal.jupiter;

import dev.kubeuser.coverage.internal.Recorder;
import dev.kubeuser.coverage.internal.RunningTests;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.internal.plan.DeclaredSubjects;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import dev.kubeuser.report.BuildReport;
import dev.kubeuser.session.internal.RecordedCluster;
import dev.kubeuser.session.internal.ReportSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What is recorded of tests, in JUnit's stores: on a cluster as long as that runs, and of the whole session. */
public final class RecordScope {

    private static final String OFF = "off";

    private final ExtensionContext context;

    public RecordScope(ExtensionContext context) {
        this.context = context;
    }

    /** Where the report goes, if there is to be one. */
    Optional<Path> directory() {
        Settings settings = new Settings(context);
        boolean off = settings.read(Setting.REPORT, text -> text.equals(OFF)).orElse(false);
        return off
                ? Optional.empty()
                : Optional.of(settings.read(Setting.REPORT, Path::of).orElseGet(RecordScope::usualDirectory));
    }

    /** Where Maven and Gradle put what they build. */
    private static Path usualDirectory() {
        return Path.of(
                        Files.isDirectory(Path.of("build")) && !Files.isDirectory(Path.of("target"))
                                ? "build"
                                : "target")
                .resolve("kubeuser");
    }

    /** Who is told how a user came to a certificate: nobody, if there is to be no report. */
    Consumer<CertificateTimeline> certificates() {
        return directory()
                .<Consumer<CertificateTimeline>>map(directory -> report(directory)::add)
                .orElse(timeline -> {});
    }

    /** That of the cluster of this place, which is running, if there is to be a report. */
    Optional<Recorder> recorder(ClusterScope scope) {
        return directory().map(directory -> recorded(scope, directory).recorder());
    }

    /** The report is there before what goes into it, and so closed after it. */
    private RecordedCluster recorded(ClusterScope scope, Path directory) {
        ReportSink report = report(directory);
        RunningTests tests = tests();
        return scope.clusterStore()
                .getOrComputeIfAbsent(
                        new RecordedKey(scope.clusterKey()),
                        key -> new RecordedCluster(scope.runningCluster(), tests, report),
                        RecordedCluster.class);
    }

    private ReportSink report(Path directory) {
        ReportSink report = session()
                .getOrComputeIfAbsent(
                        ReportSink.class,
                        key -> ReportSink.of(BuildReport.of(directory, buildName())),
                        ReportSink.class);
        ExtensionStore.of(context.getRoot())
                .getOrComputeIfAbsent(
                        PublishedReport.class,
                        key -> new PublishedReport(context.getRoot(), report),
                        PublishedReport.class);
        return report;
    }

    private @Nullable String buildName() {
        return new Settings(context).read(Setting.BUILD, name -> name).orElse(null);
    }

    private RunningTests tests() {
        return session().getOrComputeIfAbsent(RunningTests.class, key -> new RunningTests(), RunningTests.class);
    }

    private ExtensionStore session() {
        return ExtensionStore.ofSession(context);
    }

    /** What is done outside of tests now is done by a thread of JUnit's. */
    public void prepare() {
        tests().onThreadOfEngine();
    }

    void hold(String userName) {
        tests().hold(userName);
    }

    public void begin() {
        tests().begin(test(), users());
    }

    public void end() {
        tests().end();
    }

    /** All whose clients the test may have. */
    private Set<String> users() {
        return DeclaredSubjects.in(context, context.getRequiredTestMethod()).all().stream()
                .map(declaration -> declaration.spec().userName())
                .collect(Collectors.toSet());
    }

    private TestCase test() {
        String className = context.getRequiredTestClass().getSimpleName();
        return new TestCase(context.getUniqueId(), className + " > " + context.getDisplayName());
    }

    private record RecordedKey(ClusterScope.ClusterKey cluster) {}
}
