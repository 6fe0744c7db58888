package dev.kubeuser.benchmarks;

import dev.kubeuser.rbac.RbacPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How long one thread takes to decide whether a request is allowed, without an API server. */
record EvaluatorBenchmark(int runs, Path policies) implements Benchmark {

    /** A million in a second. */
    private static final Target TARGET = new Target(1_000, "ns");

    private static final int ROUNDS = 1_000;

    @Override
    public String what() {
        return "an RBAC decision by the evaluator";
    }

    @Override
    public List<Row> run() throws Exception {
        ArgoCd argo = new ArgoCd(policies);
        RbacPolicy policy =
                DefaultCluster.read().policy().addAll(argo.objects()).build();
        String label = what() + ", " + policy.roles().size() + " roles, " + argo;
        List<Inquiry> inquiries = Inquiry.all();
        return List.of(
                Row.alone(label, measure(inquiries, one -> policy.allows(one.requester(), one.request())), TARGET),
                Row.alone(
                        label + ", with all reasons",
                        measure(
                                inquiries,
                                one -> policy.decide(one.requester(), one.request())
                                        .isAllowed()),
                        TARGET));
    }

    private Samples measure(List<Inquiry> inquiries, Predicate<Inquiry> decision) {
        once(inquiries, decision);
        List<Double> nanoseconds = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            nanoseconds.add(once(inquiries, decision));
        }
        return new Samples(nanoseconds, "ns", 0);
    }

    /** The count is compared, so that no compiler leaves the decisions out. */
    private static double once(List<Inquiry> inquiries, Predicate<Inquiry> decision) {
        long expected = inquiries.stream().filter(decision).count() * ROUNDS;
        long allowed = 0;
        long begin = System.nanoTime();
        for (int round = 0; round < ROUNDS; round++) {
            for (Inquiry inquiry : inquiries) {
                allowed += decision.test(inquiry) ? 1 : 0;
            }
        }
        long taken = System.nanoTime() - begin;
        if (allowed != expected) {
            throw new IllegalStateException(allowed + " were allowed, not " + expected);
        }
        return (double) taken / ROUNDS / inquiries.size();
    }
}
