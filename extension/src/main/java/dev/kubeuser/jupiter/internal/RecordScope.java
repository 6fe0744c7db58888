package dev.kubeuser.jupiter.internal;

import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.Denial;
import dev.kubeuser.coverage.internal.recording.RunningTests;
import dev.kubeuser.credential.internal.KeySupply;
import dev.kubeuser.plan.internal.DenialPlan;
import dev.kubeuser.report.internal.ReportDestination;
import dev.kubeuser.run.internal.ReportSink;
import dev.kubeuser.run.internal.RunContext;
import dev.kubeuser.run.internal.UnexpectedDenials;
import dev.kubeuser.settings.internal.Settings;
import dev.kubeuser.version.KubernetesVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps in JUnit's stores what a run has besides its clusters, and knows which test runs here. */
public final class RecordScope implements RunContext {

    private final Placement placement;

    public RecordScope(Placement placement) {
        this.placement = placement;
    }

    @Override
    public Settings settings() {
        return placement.settings();
    }

    /** Shared by the whole run, so that keys for the next class are generated while the previous one is tested. */
    @Override
    public KeySupply keys() {
        return ExtensionStore.of(placement.context().getRoot())
                .getOrComputeIfAbsent(KeySupply.class, key -> new KeySupply(), KeySupply.class);
    }

    /** A mutation trial has put its own into the session's store. */
    @Override
    public Optional<ReportSink> report() {
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
                : cluster.recorded().map(found -> found.denialsOf(test())).orElse(List.of());
    }

    /** Fails for what was refused during this test, or in no known test of this class, to users who may not be refused. */
    public void requireNoDenials(ClusterScope cluster) {
        DenialPlan plan = placement.denials();
        if (!plan.isStrict()) {
            return;
        }
        List<Denial> found = placement.context().getTestMethod().isEmpty()
                ? cluster.recorded()
                        .map(recorded -> recorded.takeDenialsOfNoTest(users()))
                        .orElse(List.of())
                : denials(cluster);
        UnexpectedDenials.requireNone(found.stream()
                .filter(denial -> plan.fails(denial.user().name()))
                .toList());
    }

    private static PublishedReport published(ExtensionContext engine, ReportSink report) {
        ThresholdCheck check = ExtensionStore.of(engine).get(ThresholdCheck.class, ThresholdCheck.class);
        if (check != null) {
            report.require(check.thresholds());
        }
        return new PublishedReport(engine, report);
    }

    @Override
    public RunningTests tests() {
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
