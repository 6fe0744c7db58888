package dev.kubeuser.jupiter.internal;

import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.Denial;
import dev.kubeuser.coverage.internal.recording.Recorder;
import dev.kubeuser.coverage.internal.recording.RunningTests;
import dev.kubeuser.credential.CertificateTimeline;
import dev.kubeuser.plan.internal.DenialPlan;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.session.internal.RecordedCluster;
import dev.kubeuser.session.internal.ReportSink;
import dev.kubeuser.version.KubernetesVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps records of tests in JUnit's stores: those of a cluster while it runs, and those of the whole session. */
public final class RecordScope {

    private final Placement placement;

    public RecordScope(Placement placement) {
        this.placement = placement;
    }

    /** Returns the receiver of certificate timelines. It ignores them if nothing is recorded. */
    Consumer<CertificateTimeline> certificates() {
        return report().<Consumer<CertificateTimeline>>map(report -> report::add)
                .orElse(timeline -> {});
    }

    /** Returns the recorder of the running cluster of this place, or empty if nothing is recorded. */
    Optional<Recorder> recorder(ClusterScope cluster) {
        return report().map(report -> recorded(cluster, report).recorder());
    }

    /** The report is created before the records that go into it, and so closed after them. */
    private RecordedCluster recorded(ClusterScope cluster, ReportSink report) {
        RunningTests tests = tests();
        return cluster.store()
                .getOrComputeIfAbsent(
                        keyOfRecorded(cluster),
                        absent -> new RecordedCluster(cluster.cluster(), tests, report),
                        RecordedCluster.class);
    }

    /** Returns the sink of the report. A mutation trial has put its own into the session's store. */
    private Optional<ReportSink> report() {
        ReportDestination destination = placement.report();
        if (destination instanceof ReportDestination.Off) {
            return Optional.empty();
        }
        ExtensionContext context = placement.context();
        ReportSink report = ExtensionStore.ofSession(context)
                .getOrComputeIfAbsent(
                        ReportSink.class, absent -> ReportSink.of(destination, placement.settings()), ReportSink.class);
        ExtensionStore.of(context.getRoot())
                .getOrComputeIfAbsent(
                        PublishedReport.class, absent -> published(context.getRoot(), report), PublishedReport.class);
        return Optional.of(report);
    }

    /**
     * Returns what was refused during this test although no test expected it, so far; empty outside of tests and if
     * nothing is recorded.
     */
    public List<Denial> denials(ClusterScope cluster) {
        return placement.context().getTestMethod().isEmpty()
                ? List.of()
                : recorded(cluster).map(found -> found.denialsOf(test())).orElse(List.of());
    }

    /** Returns what was refused during this test, or in no known test of this class, and fails it. */
    public List<Denial> failing(ClusterScope cluster) {
        DenialPlan plan = placement.denials();
        if (!plan.isStrict()) {
            return List.of();
        }
        List<Denial> found = placement.context().getTestMethod().isEmpty()
                ? recorded(cluster)
                        .map(recorded -> recorded.takeDenialsOfNoTest(users()))
                        .orElse(List.of())
                : denials(cluster);
        return found.stream()
                .filter(denial ->
                        denial.cause().isRefusal() && plan.fails(denial.user().name()))
                .toList();
    }

    private Optional<RecordedCluster> recorded(ClusterScope cluster) {
        return Optional.ofNullable(cluster.store().get(keyOfRecorded(cluster), RecordedCluster.class));
    }

    private static StoreKey keyOfRecorded(ClusterScope cluster) {
        return StoreKey.of(RecordedCluster.class, cluster.key());
    }

    private static PublishedReport published(ExtensionContext engine, ReportSink report) {
        ThresholdCheck check = ExtensionStore.of(engine).get(ThresholdCheck.class, ThresholdCheck.class);
        if (check != null) {
            report.require(check.thresholds());
        }
        return new PublishedReport(engine, report);
    }

    private RunningTests tests() {
        return ExtensionStore.ofSession(placement.context())
                .getOrComputeIfAbsent(RunningTests.class, key -> new RunningTests(), RunningTests.class);
    }

    /** Marks the current thread as JUnit's, for what it does outside of tests. */
    public void prepare() {
        tests().onThreadOfEngine();
        tests().expect(placement.denials().expected());
    }

    /** Notes that a user's credential is given out: to this test, or to all tests of this class. */
    void hold(String userName) {
        tests().hold(userName);
        if (placement.context().getTestMethod().isEmpty()) {
            ExtensionStore.of(placement.context())
                    .getOrComputeIfAbsent(
                            HeldUsers.class, absent -> new HeldUsers(ConcurrentHashMap.newKeySet()), HeldUsers.class)
                    .names()
                    .add(userName);
        }
    }

    public void begin() {
        tests().begin(test(), users());
        tests().expect(placement.denials().expected());
        if (placement.denials().isStrict()) {
            tests().failOnDenials(placement.denials()::fails);
        }
    }

    public void end() {
        tests().end();
    }

    /** Returns the names of all users whose clients the test may have. */
    private Set<String> users() {
        HeldUsers held = ExtensionStore.of(placement.context()).get(HeldUsers.class, HeldUsers.class);
        return Stream.concat(
                        placement.subjects().all().stream()
                                .map(declared -> declared.spec().userName()),
                        held == null ? Stream.empty() : held.names().stream())
                .collect(Collectors.toSet());
    }

    private TestCase test() {
        ExtensionContext context = placement.context();
        KubernetesVersion version = VersionScope.of(context);
        String className = context.getRequiredTestClass().getSimpleName() + (version == null ? "" : " on " + version);
        return new TestCase(context.getUniqueId(), className + " > " + context.getDisplayName());
    }

    /** The users whose credentials constructors and fields of a class were given. */
    private record HeldUsers(Set<String> names) {}
}
