package dev.kubeuser.run.internal;

import dev.kubeuser.settings.internal.Settings;
import java.util.Optional;

/** What a run has besides its clusters. Each is made on the first call, and always the same. */
public interface RunContext {

    /** The settings in force. */
    Settings settings();

    /** The tests that run. */
    RunningTests tests();

    /** Who listens to the run; empty if nobody does. */
    Optional<RunListener> listener();

    /** A run that is not in stores of JUnit, whose parts are known from the beginning. */
    record Known(Settings settings, RunningTests tests, Optional<RunListener> listener) implements RunContext {}
}
