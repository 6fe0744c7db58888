package dev.kubeuser.benchmarks;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.Goal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** How the search for escalation paths grows: with a company's policy, in which there are none, and with policies of other shapes. */
record EscalationBenchmark(int runs) implements Benchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final UserInfo EDITOR = UserInfo.user("editor");
    private static final Target ONE = new Target(2, "s");
    private static final Target ALL = new Target(20, "s");

    @Override
    public String what() {
        return "the search for escalation paths";
    }

    @Override
    public List<Row> run() throws Exception {
        RbacPolicyBuilder defaults = DefaultCluster.read().policy();
        List<Row> rows = new ArrayList<>();
        Function<CompanyPolicy, List<UserInfo>> editor = company -> List.of(EDITOR);
        rows.addAll(rows(
                "of a user with edit in each of",
                List.of(10, 20, 40, 80, 1_000),
                company -> editing(company.with(defaults), company.namespaces()),
                editor,
                ONE));
        rows.addAll(rows(
                "of a user with edit in one of",
                List.of(10, 100, 1_000, 5_000),
                company -> editing(company.with(defaults), 1),
                editor,
                ONE));
        rows.addAll(rows(
                "of each of the five ServiceAccounts in each of",
                List.of(30, 100, 300, 1_000),
                company -> company.with(defaults).build(),
                CompanyPolicy::accounts,
                ALL));
        for (PathShape shape : PathShape.values()) {
            rows.addAll(rows(shape, defaults));
        }
        return rows;
    }

    /** At the size of the target, and at half of it for the growth. */
    private List<Row> rows(PathShape shape, RbacPolicyBuilder defaults) {
        int half = shape.size() / 2;
        Samples smaller = measure(shape, defaults, half);
        Samples samples = measure(shape, defaults, shape.size());
        String label = what() + " " + shape.what() + ", N = " + shape.size();
        return List.of(
                Row.alone(label, samples, shape.target()),
                Row.alone(
                        label + ", growth exponent from " + half,
                        new SizedAmount(half, smaller.median())
                                .exponentTo(new SizedAmount(shape.size(), samples.median()))));
    }

    private Samples measure(PathShape shape, RbacPolicyBuilder defaults, int parts) {
        ShapedPolicy shaped = shape.policy(defaults, parts);
        return measure(shaped.policy(), shaped.users(), shape.isWay());
    }

    private static RbacPolicy editing(RbacPolicyBuilder policy, int namespaces) {
        ShapedPolicy editing = new ShapedPolicy(policy);
        for (int number = 0; number < namespaces; number++) {
            editing.bind("team-" + number, "edit", ShapedPolicy.user(EDITOR.name()));
        }
        return editing.policy();
    }

    /** The target is for 1,000 namespaces. */
    private List<Row> rows(
            String whose,
            List<Integer> sizes,
            Function<CompanyPolicy, RbacPolicy> policies,
            Function<CompanyPolicy, List<UserInfo>> users,
            Target target) {
        List<Row> rows = new ArrayList<>();
        List<SizedAmount> growing = new ArrayList<>();
        for (int size : sizes) {
            CompanyPolicy company = new CompanyPolicy(size);
            Samples samples = measure(policies.apply(company), users.apply(company), false);
            growing.add(new SizedAmount(size, samples.median()));
            String label = what() + " " + whose + " " + size + " namespaces";
            rows.add(size == 1_000 ? Row.alone(label, samples, target) : Row.alone(label, samples.toString()));
        }
        rows.add(
                Row.alone(what() + " " + whose + " N, growth exponent at the end", SizedAmount.exponentAtEnd(growing)));
        return rows;
    }

    private Samples measure(RbacPolicy policy, List<UserInfo> users, boolean isWay) {
        search(policy, users, isWay);
        return new Samples(
                IntStream.range(0, runs)
                        .mapToObj(run -> search(policy, users, isWay))
                        .toList(),
                "s",
                3);
    }

    private static double search(RbacPolicy policy, List<UserInfo> users, boolean isWay) {
        long begin = THREADS.getCurrentThreadCpuTime();
        boolean isFound =
                !Escalation.in(policy).findAll(users, new Goal.ClusterAdmin()).isEmpty();
        long taken = THREADS.getCurrentThreadCpuTime() - begin;
        if (isFound != isWay) {
            throw new IllegalStateException(isWay ? "no way was found" : "a way was found where there is none");
        }
        return taken / 1e9;
    }
}
