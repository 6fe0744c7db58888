// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import dev.kubeuser.analysis.internal.Coverage.Share;
import dev.kubeuser.analysis.internal.MutatedState.AssertedRequests;
import dev.kubeuser.analysis.internal.Mutation.Mutant;
import dev.kubeuser.analysis.internal.PolicyInForce.Observation;
import dev.kubeuser.analysis.internal.SuggestedAssertion.RefusedToTests;
import dev.kubeuser.analysis.internal.SuggestedAssertion.Suggestion;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.record.internal.PolicyState.RecordedStatement;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.run.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The mutants of the policy under test and the result of each. Assertions are replayed against the mutated policy,
 * without a cluster.
 *
 * @param results one result for each mutant, in the order of the policy
 */
public record MutationAnalysis(List<MutantResult> results) {

    private static final System.Logger LOG = System.getLogger(MutationAnalysis.class.getName());

    /** So many that it pays to start a thread. */
    private static final int MUTANTS_OF_THREAD = 500;

    /**
     * Judges all mutants.
     *
     * @param ofManifests policies of manifests, about which only statements were made
     */
    static MutationAnalysis of(
            RunRecord runRecord,
            List<PolicyInForce> inForce,
            List<PolicyInForce> ofManifests,
            Topics topics,
            CoveringAssertions covering,
            @Nullable Duration limit) {
        MutationRun run = new MutationRun(
                runRecord,
                topics,
                inForce.stream()
                        .map(state -> MutationRun.Replay.of(state, covering))
                        .toList(),
                ofManifests,
                new RefusedToTests(runRecord.denials()));
        List<Mutation> mutations = runRecord.writtenObjects().stream()
                .flatMap(object -> Mutation.of(object).stream())
                .toList();
        Progress progress = new Progress(
                mutations.size(),
                limit,
                System::nanoTime,
                line -> LOG.log(System.Logger.Level.INFO, "kubeuser: " + line));
        InFlight cores = new InFlight(
                Math.min(Runtime.getRuntime().availableProcessors(), mutations.size() / MUTANTS_OF_THREAD));
        List<MutantResult> results = cores.ask(mutations, mutation -> run.judge(mutation, progress));
        return new MutationAnalysis(results);
    }

    /** {@return the share of killed mutants among those that are decided and not equivalent} */
    public Share killed() {
        long survived = of(MutantResult.Status.SURVIVED).size();
        long killed = of(MutantResult.Status.KILLED).size();
        return new Share(killed, killed + survived);
    }

    /** {@return the same, without assertions that would kill survivors} */
    public MutationAnalysis withoutSuggestions() {
        return new MutationAnalysis(results.stream()
                .map(result -> new MutantResult(result.mutant(), result.status(), result.killedBy(), null))
                .toList());
    }

    /**
     * {@return the mutants with a status}
     *
     * @param status the status
     */
    public List<MutantResult> of(MutantResult.Status status) {
        return results.stream().filter(result -> result.status() == status).toList();
    }

    /**
     * Whether the tests kill a mutant.
     *
     * @param mutant the mutant
     * @param status the result
     * @param killedBy the tests known to kill it
     * @param suggestion an assertion that would kill it, for a surviving mutant; {@code null} for other mutants, for a
     *     surviving mutant that only the assertion of a denial would kill, and if a test failed
     */
    public record MutantResult(
            Mutant mutant,
            Status status,
            List<TestCase> killedBy,
            @Nullable Suggestion suggestion) {

        /** The result of a mutant. */
        public enum Status {
            /** An assertion would fail. */
            KILLED,
            /** A decision differs, but no assertion checks it. */
            SURVIVED,
            /** No decision differs, so no assertion could kill it. Scores leave it out. */
            EQUIVALENT,
            /** The mutant was not judged, because {@code kubeuser.proof-limit} was reached. Scores leave it out. */
            UNDECIDED
        }
    }

    /** Makes every mutant, replays the assertions that it may concern, and decides the statements. */
    private record MutationRun(
            RunRecord runRecord,
            Topics topics,
            List<Replay> replays,
            List<PolicyInForce> ofManifests,
            RefusedToTests refused) {

        /**
         * A state of the policy, and what can be asked of its mutants.
         *
         * @param inForce the state
         * @param asserted the assertions that can be replayed: those on which evaluator and API server agree
         * @param suggested what is suggested to cover permissions and subjects, as far as this state allows it
         * @param suggestions the same, in Java
         */
        private record Replay(
                PolicyInForce inForce,
                AssertedRequests asserted,
                AssertedRequests suggested,
                List<Suggestion> suggestions) {

            static Replay of(PolicyInForce inForce, CoveringAssertions covering) {
                List<Observation> observations = new ArrayList<>();
                List<Suggestion> suggestions = new ArrayList<>();
                covering.all().forEach(suggestion -> {
                    Observation observation = Observation.of(inForce.policy(), suggestion.user(), suggestion.request());
                    if (observation.decision().isAllowed()) {
                        observations.add(observation);
                        suggestions.add(suggestion);
                    }
                });
                return new Replay(
                        inForce,
                        AssertedRequests.of(inForce),
                        new AssertedRequests(observations, inForce.requesters()),
                        suggestions);
            }
        }

        /** A mutated state of the policy. */
        private record Trial(Replay replay, MutatedState mutated) {

            /** Returns the first assertion that is suggested anyway and would kill the mutant. */
            Optional<Suggestion> shared() {
                int first = mutated.kills(replay.suggested()).nextSetBit(0);
                return first < 0
                        ? Optional.empty()
                        : Optional.of(replay.suggestions().get(first));
            }
        }

        private MutantResult judge(Mutation mutation, Progress progress) {
            if (progress.isOver()) {
                return new MutantResult(
                        mutation.asMutant(runRecord.namespaces()), MutantResult.Status.UNDECIDED, List.of(), null);
            }
            MutantResult result = judge(mutation);
            progress.advance();
            return result;
        }

        private MutantResult judge(Mutation mutation) {
            Set<TestCase> tests = new LinkedHashSet<>();
            List<RecordedStatement> broken = new ArrayList<>();
            boolean isKilled = false;
            List<Trial> trials = new ArrayList<>();
            for (Replay replay : replays) {
                if (!replay.inForce().writtenAt(mutation.target().origin()).isEmpty()) {
                    MutatedState mutated = new MutatedState(replay.inForce(), mutation);
                    BitSet kills = mutated.kills(replay.asserted());
                    isKilled |= !kills.isEmpty();
                    tests.addAll(replay.asserted().tests(kills));
                    broken.addAll(mutated.broken());
                    trials.add(new Trial(replay, mutated));
                }
            }
            for (PolicyInForce stated : ofManifests) {
                if (!stated.writtenAt(mutation.target().origin()).isEmpty()) {
                    broken.addAll(new PolicyChange(stated, mutation).broken());
                }
            }
            isKilled |= !broken.isEmpty();
            broken.forEach(held -> tests.addAll(held.tests()));
            Optional<Suggestion> first = isKilled ? Optional.empty() : suggestion(trials);
            Predicate<Suggestion> canBeSuggested = found -> !found.source().isEmpty() && !refused.isCementedBy(found);
            Optional<Suggestion> suggestion =
                    first.filter(canBeSuggested.negate()).isEmpty() ? first : difference(trials, canBeSuggested);
            return new MutantResult(
                    mutation.asMutant(runRecord.namespaces()),
                    isKilled
                            ? MutantResult.Status.KILLED
                            : first.isPresent() ? MutantResult.Status.SURVIVED : MutantResult.Status.EQUIVALENT,
                    List.copyOf(tests),
                    suggestion.orElse(null));
        }

        /** Prefers an assertion that is suggested anyway, so that there are fewer. */
        private Optional<Suggestion> suggestion(List<Trial> trials) {
            return trials.stream()
                    .flatMap(trial -> trial.shared().stream())
                    .findFirst()
                    .or(() -> difference(trials, question -> true));
        }

        /** Returns the first wanted question that would kill a mutant. */
        private Optional<Suggestion> difference(List<Trial> trials, Predicate<Suggestion> wanted) {
            return trials.stream()
                    .map(Trial::mutated)
                    .flatMap(mutated -> mutated.difference(topics, runRecord, wanted).stream())
                    .findFirst();
        }
    }

    /** The progress of judging mutants: logs it if it takes long, and ends the work at the limit. Thread-safe. */
    static final class Progress {

        private static final long FIRST = Duration.ofSeconds(5).toNanos();
        private static final long THEN = Duration.ofSeconds(10).toNanos();
        private static final double NANOS = Duration.ofSeconds(1).toNanos();

        private final int total;
        private final @Nullable Duration limit;
        private final LongSupplier clock;
        private final Consumer<String> lines;
        private final long begin;
        private final AtomicLong next = new AtomicLong(FIRST);
        private final AtomicInteger done = new AtomicInteger();

        /**
         * Begins.
         *
         * @param total the number of mutants
         * @param limit how long it may take, or {@code null} for any time
         * @param clock gives nanoseconds
         * @param lines receives a line now and then
         */
        Progress(int total, @Nullable Duration limit, LongSupplier clock, Consumer<String> lines) {
            this.total = total;
            this.limit = limit;
            this.clock = clock;
            this.lines = lines;
            this.begin = clock.getAsLong();
        }

        /** Whether the limit is reached. */
        boolean isOver() {
            return limit != null && taken() >= limit.toNanos();
        }

        private long taken() {
            return clock.getAsLong() - begin;
        }

        /** Notes that one more is judged. */
        void advance() {
            int judged = done.incrementAndGet();
            long taken = taken();
            long due = next.get();
            if (taken >= due && next.compareAndSet(due, taken + THEN)) {
                lines.accept(judged + " of " + total + " mutants judged in " + Math.round(taken / NANOS) + " s, about "
                        + Math.round(taken / NANOS * (total - judged) / judged) + " s to go");
            }
        }
    }
}
