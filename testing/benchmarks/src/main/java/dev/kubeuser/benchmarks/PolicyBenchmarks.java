// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.benchmarks;

import static dev.kubeuser.query.AccessQuery.get;

import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.manifest.internal.RbacManifest;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacPolicyBuilder;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.escalation.Escalation;
import dev.kubeuser.rbac.escalation.internal.Goal;
import dev.kubeuser.request.ResourceAttributes;
import dev.kubeuser.statement.EffectiveDifference;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.EffectiveRole;
import dev.kubeuser.statement.NamespaceSelection;
import dev.kubeuser.statement.RoleDifference;
import dev.kubeuser.statement.internal.Statement;
import dev.kubeuser.statement.internal.Statement.Holders;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What is found out about a policy without an API server.
 *
 * @param argoCd the RBAC manifests of Argo CD, if a copy of them lies there
 */
record PolicyBenchmarks(int runs, Path argoCd) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 1_000;
    private static final long SEED = 1;
    private static final List<Integer> NAMESPACES = List.of(500, 1_000);
    private static final List<Integer> RULES = List.of(1_000, 8_000);

    private static final List<UserInfo> REQUESTERS = List.of(
            UserInfo.user("alice", "developers"),
            UserInfo.user("system:kube-scheduler"),
            UserInfo.user("system:kube-controller-manager"),
            UserInfo.serviceAccount("kube-system", "generic-garbage-collector"),
            UserInfo.serviceAccount("argocd", "argocd-application-controller"),
            UserInfo.serviceAccount("argocd", "argocd-applicationset-controller"),
            UserInfo.serviceAccount("argocd", "argocd-dex-server"),
            UserInfo.serviceAccount("argocd", "argocd-server"));

    private static final List<ResourceAttributes> RESOURCES = List.of(
            ResourceAttributes.of("get", "", "pods"),
            ResourceAttributes.of("get", "", "secrets").named("argocd-secret"),
            ResourceAttributes.of("list", "", "nodes"),
            ResourceAttributes.of("create", "", "events"),
            ResourceAttributes.of("watch", "apps", "deployments"),
            ResourceAttributes.of("update", "apps", "deployments").subresource("scale"),
            ResourceAttributes.of("patch", "argoproj.io", "applications"),
            ResourceAttributes.of("delete", "rbac.authorization.k8s.io", "clusterroles"));

    /** Who asks for what. */
    private record Inquiry(UserInfo requester, ResourceAttributes request) {}

    /** How long one thread takes to decide whether a request is allowed. The target is a million in a second. */
    List<Row> decisions(String what) throws Exception {
        RbacPolicyBuilder builder = Embedded.read().policy();
        boolean isThere = Files.isDirectory(argoCd);
        if (isThere) {
            Manifests.load(argoCd.toString())
                    .objects()
                    .forEach(object -> RbacManifest.of(object, "argocd").ifPresent(builder::add));
        }
        RbacPolicy policy = builder.build();
        String label = what + ", " + policy.roles().size() + " roles, default policy" + (isThere ? " and Argo CD" : "");
        Target target = new Target(1_000, "ns");
        return List.of(
                Row.alone(label, decide(one -> policy.allows(one.requester, one.request)), target),
                Row.alone(
                        label + ", with all reasons",
                        decide(one -> policy.decide(one.requester, one.request).isAllowed()),
                        target));
    }

    private Samples decide(Predicate<Inquiry> decision) throws Exception {
        List<Inquiry> inquiries = new ArrayList<>();
        for (UserInfo requester : REQUESTERS) {
            for (ResourceAttributes resource : RESOURCES) {
                for (String namespace : List.of("", "argocd", "dev")) {
                    inquiries.add(new Inquiry(requester, resource.in(namespace)));
                }
            }
        }
        Collections.shuffle(inquiries, new Random(SEED)); // an order that no processor foresees
        return Samples.of(runs, "ns", 0, () -> decide(inquiries, decision));
    }

    /** The count is compared, so that no compiler leaves the decisions out. */
    private static double decide(List<Inquiry> inquiries, Predicate<Inquiry> decision) {
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

    /** Each shape at the size of its target, and at half of it for the growth, in CPU time. */
    List<Row> escalation(String what) throws Exception {
        RbacPolicyBuilder defaults = Embedded.read().policy();
        List<Row> rows = new ArrayList<>();
        for (EscalationShape shape : EscalationShape.ALL) {
            rows.addAll(Growth.rows(
                    what + " " + shape.whose(),
                    List.of(shape.size() / 2, shape.size()),
                    " parts",
                    shape.size(),
                    new Target(shape.seconds(), "s"),
                    parts -> search(shape, parts, defaults)));
        }
        return rows;
    }

    private Samples search(EscalationShape shape, int parts, RbacPolicyBuilder defaults) throws Exception {
        RbacPolicy policy = shape.policy().apply(parts).with(defaults);
        List<UserInfo> users = shape.users().apply(parts);
        return Samples.of(runs, "s", 3, () -> {
            long begin = THREADS.getCurrentThreadCpuTime();
            boolean isFound = !Escalation.of(policy)
                    .findAll(users, new Goal.ClusterAdmin())
                    .isEmpty();
            long taken = THREADS.getCurrentThreadCpuTime() - begin;
            if (isFound != shape.isWay()) {
                throw new IllegalStateException((isFound ? "a way was found " : "no way was found ") + shape.whose());
            }
            return taken / 1e9;
        });
    }

    /** How statements about all requests grow. The targets are for 1,000 namespaces. */
    List<Row> statements(String what) throws Exception {
        List<Row> rows = new ArrayList<>();
        rows.addAll(statement(what + ", nobody reads Secrets in any namespace", 1, (policy, unused) -> {
            Statement statement =
                    new Statement.Forbids(Holders.ALL, policy.requests(get("secrets"), NamespaceSelection.every()));
            if (statement.contradictions(policy).isEmpty()) {
                throw new IllegalStateException(statement + " should not hold");
            }
        }));
        String difference = what + ", nothing beyond a reference";
        String oneRead = difference + ", one of them read, 1 role in 300 with a verb more";
        rows.addAll(statement(oneRead, 3, (policy, changed) -> {
            EffectivePolicy later = EffectivePolicy.of(changed.manifests());
            if (EffectiveDifference.between(policy, later).gains().isEmpty()) {
                throw new IllegalStateException("a verb more was not found");
            }
        }));
        rows.add(heap(difference + ", what both policies keep"));
        return rows;
    }

    private static Row heap(String what) {
        double before = Memory.heap();
        List<EffectivePolicy> both = List.of(policy(1_000, false), policy(1_000, true));
        try {
            EffectiveDifference.between(both.get(0), both.get(1));
            return Row.alone(what, Samples.once(Memory.heap() - before, "MB", 0), new Target(500, "MB"));
        } finally {
            Reference.reachabilityFence(both);
        }
    }

    /** How the comparison of two roles grows with their rules, each of another group and with a verb that one lacks. */
    List<Row> roles(String what) throws Exception {
        return Growth.rows(what, RULES, " rules each", 1_000, new Target(1, "s"), rules -> {
            EffectiveRole wide = role("get,list", rules);
            EffectiveRole narrow = role("get", rules);
            return Samples.of(runs, "s", 2, () -> {
                long begin = System.nanoTime();
                RoleDifference difference = RoleDifference.between(wide, narrow);
                long added = difference.parts().stream()
                        .map(difference::addition)
                        .distinct()
                        .count();
                if (added != rules || !RoleDifference.between(narrow, wide).isEmpty()) {
                    throw new IllegalStateException(added + " rules were to be added, not " + rules);
                }
                difference.example();
                return Samples.secondsSince(begin);
            });
        });
    }

    private static EffectiveRole role(String verbs, int rules) {
        String[] all = IntStream.range(0, rules)
                .mapToObj(number -> PolicyText.rule(verbs, "group-" + number + ".example.com", "things"))
                .toArray(String[]::new);
        return EffectivePolicy.of(new PolicyText().role("role", all).manifests())
                .role("role");
    }

    private List<Row> statement(String what, int limit, BiConsumer<EffectivePolicy, PolicyText> work) throws Exception {
        String unit = " namespaces of " + Company.BINDINGS + " bindings";
        return Growth.rows(
                what,
                NAMESPACES,
                unit,
                1_000,
                new Target(limit, "s"),
                namespaces -> Samples.of(runs, "s", 2, () -> {
                    EffectivePolicy policy = policy(namespaces, false);
                    PolicyText changed = Company.withManyBindings(namespaces, true);
                    return Cost.of(() -> work.accept(policy, changed)).wall();
                }));
    }

    private static EffectivePolicy policy(int namespaces, boolean isChanged) {
        return EffectivePolicy.of(
                Company.withManyBindings(namespaces, isChanged).manifests());
    }
}
