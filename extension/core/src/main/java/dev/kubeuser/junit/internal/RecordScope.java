// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.junit.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.Denials;
import dev.kubeuser.run.internal.ReportDestination;
import dev.kubeuser.run.internal.RunListener;
import dev.kubeuser.run.internal.RunListener.ClusterListener;
import dev.kubeuser.run.internal.RunListener.UnexpectedDenial;
import dev.kubeuser.run.internal.RunningTests;
import dev.kubeuser.run.internal.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.MediaType;
import org.opentest4j.TestAbortedException;

/** Keeps in JUnit's stores what a run has in addition to its clusters, and knows which test runs here. */
final class RecordScope {

    private final Placement placement;
    private final ClusterScope cluster;

    RecordScope(Placement placement, ClusterScope cluster) {
        this.placement = placement;
        this.cluster = cluster;
    }

    /** Returns what the run has in addition to its clusters. */
    Scope.Run run() {
        return new Scope.Run(placement.settings(), tests(), this::listener);
    }

    private Optional<RunListener> listener() {
        ReportDestination destination = placement.ofClass().report();
        if (destination instanceof ReportDestination.Off) {
            return Optional.empty();
        }
        return RunListener.Provider.FOUND
                .map(provider -> ExtensionStore.ofSession(placement.context())
                        .getOrComputeIfAbsent(
                                RunListener.class, absent -> open(provider, destination), RunListener.class))
                .map(this::ending);
    }

    private RunListener open(RunListener.Provider provider, ReportDestination destination) {
        RunListener listener = provider.open(placement.settings(), destination);
        listener.require(placement.settings());
        return listener;
    }

    /** Returns a listener that ends with the engine. */
    private RunListener ending(RunListener listener) {
        ExtensionContext engine = placement.context().getRoot();
        ExtensionStore.of(engine)
                .getOrComputeIfAbsent(RunEnd.class, absent -> new RunEnd(engine, listener), RunEnd.class);
        return listener;
    }

    private boolean isInTest() {
        return placement.context().getTestMethod().isPresent();
    }

    /** Returns a failure that says what was denied in the test; outside of tests, the failure itself. */
    Throwable explained(Throwable failure) {
        return Denials.explained(failure, this::denialsOfTest);
    }

    private List<? extends UnexpectedDenial> denialsOfTest() {
        return isInTest() ? denials(listener -> listener.denialsOf(test())) : List.of();
    }

    /** Fails if a user who must not be denied was denied during this test, or in an unknown test of this class. */
    private void requireNoDenials() {
        if (placement.denials().isStrict()) {
            placement
                    .denials()
                    .require(isInTest() ? denialsOfTest() : denials(listener -> listener.takeDenialsOfNoTest(users())));
        }
    }

    private List<? extends UnexpectedDenial> denials(Function<ClusterListener, List<? extends UnexpectedDenial>> read) {
        Optional<ClusterListener> listener = cluster.listening();
        return listener.isPresent() ? read.apply(listener.get()) : List.of();
    }

    private RunningTests tests() {
        return ExtensionStore.ofSession(placement.context())
                .getOrComputeIfAbsent(RunningTests.class, key -> new RunningTests(), RunningTests.class);
    }

    /** Marks the current thread as JUnit's, for what it does outside of tests. Reads now what the run must meet. */
    void prepare() {
        if (placement.isWholeRunChecked()) {
            listener();
        }
        tests().onThreadOfEngine();
        tests().judgeBy(placement.denials());
    }

    /** Notes that a user's credential is given out: to this test, or to all tests of this class. */
    void hold(String userName) {
        tests().hold(userName);
        if (!isInTest()) {
            ExtensionStore.of(placement.context())
                    .getOrComputeIfAbsent(
                            HeldUsers.class, absent -> new HeldUsers(ConcurrentHashMap.newKeySet()), HeldUsers.class)
                    .names()
                    .add(userName);
        }
    }

    void begin() {
        tests().begin(test(), users());
        tests().judgeBy(placement.denials());
    }

    /**
     * Notes how the test ended, or that the class failed around its tests. The failure of a test already has its
     * denials.
     */
    void end() {
        if (isInTest()) {
            tests().end();
        }
        Optional<Throwable> failure = placement.context().getExecutionException();
        // A failure in a callback of another extension reached no handler.
        failure.ifPresent(thrown -> Denials.addTo(thrown, this::denialsOfTest));
        if (isInTest() || failure.isPresent()) {
            noteEnd(failure.orElse(null));
        }
        if (failure.isPresent()) {
            return;
        }
        try {
            requireNoDenials();
        } catch (AssertionError denials) {
            noteEnd(denials);
            throw denials;
        }
    }

    /** An aborted test proves nothing. */
    private void noteEnd(@Nullable Throwable failure) {
        if (!(failure instanceof TestAbortedException)) {
            tests().ended(test(), failure);
        }
    }

    /** Returns the names of all users whose clients the test may have. */
    private Set<String> users() {
        HeldUsers held = ExtensionStore.of(placement.context()).get(HeldUsers.class, HeldUsers.class);
        return Stream.concat(
                        placement.subjects().all().stream().flatMap(declared -> declared.userName().stream()),
                        held == null ? Stream.empty() : held.names().stream())
                .collect(Collectors.toSet());
    }

    private TestCase test() {
        ExtensionContext context = placement.context();
        KubernetesVersion version = Versions.ofRun(context);
        String className = context.getRequiredTestClass().getSimpleName() + (version == null ? "" : " on " + version);
        return new TestCase(
                context.getUniqueId(),
                className + (context.getTestMethod().isEmpty() ? "" : " > " + context.getDisplayName()));
    }

    /** The users whose credentials constructors and fields of a class were given. */
    private record HeldUsers(Set<String> names) {}

    /**
     * Has the report written and the run checked after the engine's last test: the last moment at which JUnit accepts
     * files, and at which an exception fails the build. JUnit closes it with the engine's store, while clusters are
     * still running.
     */
    private static final class RunEnd implements AutoCloseable {

        private static final System.Logger LOG = System.getLogger(RunEnd.class.getName());

        private final ExtensionContext engine;
        private final RunListener listener;

        RunEnd(ExtensionContext engine, RunListener listener) {
            this.engine = engine;
            this.listener = listener;
        }

        @Override
        public void close() {
            listener.write()
                    .ifPresent(written -> written.files()
                            .forEach((name, type) -> publish(written.directory().resolve(name), type)));
            listener.check();
        }

        /** Attaches a file. Not every launcher has a place for files, so a failure does not fail the run. */
        private void publish(Path file, String type) {
            try {
                engine.publishFile(
                        file.getFileName().toString(), MediaType.parse(type), copy -> Files.copy(file, copy));
            } catch (RuntimeException noPlace) {
                LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + file + " is not attached to JUnit's run", noPlace);
            }
        }
    }
}
