package dev.kubeuser.run.internal;

import dev.kubeuser.settings.internal.Settings;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a run has besides its clusters.
 *
 * @param settings the settings in force
 * @param tests the tests that run
 * @param listener gives who listens to the run, always the same; empty if nobody does
 */
public record RunContext(Settings settings, RunningTests tests, Supplier<Optional<RunListener>> listener) {}
