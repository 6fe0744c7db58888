package dev.kubeuser.benchmarks;

import dev.kubeuser.trial.MutationTrial;
import dev.kubeuser.trial.TriedMutant;
import java.util.List;
import java.util.Locale;

/** Mutants of four policies of admission, each with a class of tests, on a real API server. */
record TrialBenchmark() implements Benchmark {

    private static final int COUNT = 100;
    private static final Target TARGET = new Target(60, "s");

    @Override
    public String what() {
        return COUNT + " mutants of admission";
    }

    @Override
    public List<Row> run() {
        long begin = System.nanoTime();
        List<TriedMutant> tried = MutationTrial.ofAdmission(
                        TrialCase.First.class, TrialCase.Second.class, TrialCase.Third.class, TrialCase.Fourth.class)
                .with("kubeuser.cluster", "embedded")
                .run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (tried.size() < COUNT) {
            throw new IllegalStateException("there are only " + tried.size() + " mutants");
        }
        long survivors = tried.stream().filter(mutant -> !mutant.isKilled()).count();
        double ofHundred = seconds * COUNT / tried.size();
        return List.of(new Row(
                what() + ", of which " + survivors * COUNT / tried.size() + " survive",
                String.format(Locale.ROOT, "%.1f s", ofHundred),
                "",
                "",
                TARGET.judge(ofHundred)));
    }
}
