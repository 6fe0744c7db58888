package dev.kubeuser.coverage.internal.analysis;

import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.coverage.MutantResult;
import dev.kubeuser.coverage.Suggestion;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.coverage.internal.recording.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes every mutant and replays the assertions that it may concern. */
final class MutationRun {

    private static final System.Logger LOG = System.getLogger(MutationRun.class.getName());

    /** So many that it pays to start a thread. */
    private static final int MUTANTS_OF_THREAD = 500;

    private final RunRecord runRecord;
    private final Topics topics;
    private final List<Replay> replays;
    private final RefusedToTests refused;

    /**
     * The assertions under one state of the policy that can be replayed: those on which evaluator and API server agree.
     */
    private record Replay(PolicyInForce inForce, AssertedRequests asserted) {}

    private MutationRun(RunRecord runRecord, List<PolicyInForce> inForce, Topics topics) {
        this.runRecord = runRecord;
        this.topics = topics;
        this.refused = new RefusedToTests(runRecord.denials());
        this.replays = inForce.stream()
                .map(state -> new Replay(state, new AssertedRequests(state)))
                .toList();
    }

    static MutationAnalysis run(
            RunRecord runRecord, List<PolicyInForce> inForce, Topics topics, @Nullable Duration limit) {
        MutationRun run = new MutationRun(runRecord, inForce, topics);
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
        boolean isKilled = false;
        List<MutatedState> states = new ArrayList<>();
        for (Replay replay : replays) {
            if (!replay.inForce().concernedBy(mutation).isEmpty()) {
                MutatedState mutated = new MutatedState(replay.inForce(), mutation);
                BitSet kills = mutated.kills(replay.asserted());
                isKilled |= !kills.isEmpty();
                tests.addAll(replay.asserted().tests(kills));
                states.add(mutated);
            }
        }
        Optional<Suggestion> first = isKilled ? Optional.empty() : difference(states, question -> true);
        Optional<Suggestion> suggestion = first.filter(refused::isCementedBy).isEmpty()
                ? first
                : difference(states, question -> !refused.isCementedBy(question));
        return new MutantResult(
                mutation.asMutant(runRecord.namespaces()),
                isKilled
                        ? MutantResult.Status.KILLED
                        : first.isPresent() ? MutantResult.Status.SURVIVED : MutantResult.Status.EQUIVALENT,
                List.copyOf(tests),
                suggestion.orElse(null));
    }

    /** Returns the first wanted question that would kill a mutant. */
    private Optional<Suggestion> difference(List<MutatedState> states, Predicate<Suggestion> wanted) {
        return states.stream()
                .flatMap(mutated -> mutated.difference(topics, runRecord.namespaces(), wanted).stream())
                .findFirst();
    }
}
