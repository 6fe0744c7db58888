package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.RequestSet;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.SubjectUser;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.Counterexample.Fact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A statement about all requests of a policy. RBAC only adds, and it has no conditions, so what a user is allowed is what
 * its name and each of its groups are allowed: a statement about single requests holds for all users if it holds for each
 * subject of a binding. One about two requests of one user is decided for each subject, and for the users that it names.
 */
public sealed interface Statement {

    /** By name, those of Kubernetes last. */
    Comparator<Subject> ORDER = Comparator.<Subject, Boolean>comparing(
                    subject -> subject.name().startsWith("system:"))
            .thenComparing(Subject::toString);

    /**
     * {@return what contradicts the statement, at most one for each subject, the first with the simplest names; empty if the
     * statement holds}
     *
     * @param policy the policy
     */
    List<Counterexample> counterexamples(EffectivePolicy policy);

    /**
     * None of some subjects is allowed any of some requests.
     *
     * @param holders the subjects
     * @param requests the requests
     */
    record Forbids(Holders holders, RequestSet requests) implements Statement {

        @Override
        public List<Counterexample> counterexamples(EffectivePolicy policy) {
            List<Counterexample> found = new ArrayList<>();
            held(policy, holders, policy.sendable(requests))
                    .forEach((subject, allowed) -> policy.witness(allowed)
                            .ifPresent(
                                    request -> found.add(new Counterexample(List.of(fact(policy, subject, request))))));
            return found;
        }
    }

    /**
     * A subject is allowed all of some requests.
     *
     * @param subject the subject
     * @param requests the requests
     */
    record Grants(Subject subject, RequestSet requests) implements Statement {

        @Override
        public List<Counterexample> counterexamples(EffectivePolicy policy) {
            return policy.witness(policy.sendable(requests).minus(policy.requestsOf(subject))).stream()
                    .map(request -> new Counterexample(List.of(fact(policy, subject, request))))
                    .toList();
        }
    }

    /**
     * No request is allowed to two subjects, except for what Kubernetes by default allows everybody.
     *
     * @param one the one subject
     * @param other the other subject
     * @param requests the requests that it is about
     */
    record Separates(Subject one, Subject other, RequestSet requests) implements Statement {

        @Override
        public List<Counterexample> counterexamples(EffectivePolicy policy) {
            RequestSet both = policy.requestsOf(one)
                    .intersection(policy.requestsOf(other))
                    .intersection(policy.sendable(requests))
                    .minus(policy.requestsOfEverybodyByDefault());
            return policy.witness(both).stream()
                    .map(request ->
                            new Counterexample(List.of(fact(policy, one, request), fact(policy, other, request))))
                    .toList();
        }
    }

    /**
     * None of some subjects, and none of some users, is allowed a request of one set and a request of another.
     *
     * @param holders the subjects
     * @param users users in several groups
     * @param first the one set
     * @param second the other set
     */
    record ForbidsBoth(Holders holders, List<UserInfo> users, RequestSet first, RequestSet second)
            implements Statement {

        /** Copies the list. */
        public ForbidsBoth {
            users = List.copyOf(users);
        }

        @Override
        public List<Counterexample> counterexamples(EffectivePolicy policy) {
            RequestSet one = policy.sendable(first);
            RequestSet other = policy.sendable(second);
            Set<Subject> some = new TreeSet<>(ORDER);
            some.addAll(held(policy, holders, one).keySet());
            some.addAll(held(policy, holders, other).keySet());
            List<Counterexample> found = new ArrayList<>();
            users.forEach(
                    user -> add(policy, user.toString(), user, policy.rbac().requestsOf(user), one, other, found));
            some.forEach(subject -> add(
                    policy,
                    subject.toString(),
                    SubjectUser.of(subject),
                    beyondDefaults(policy, subject),
                    one,
                    other,
                    found));
            return found;
        }

        private static void add(
                EffectivePolicy policy,
                String who,
                UserInfo user,
                RequestSet allowed,
                RequestSet one,
                RequestSet other,
                List<Counterexample> found) {
            policy.witness(allowed.intersection(one))
                    .ifPresent(request -> policy.witness(allowed.intersection(other))
                            .ifPresent(another -> found.add(new Counterexample(
                                    List.of(fact(policy, who, user, request), fact(policy, who, user, another))))));
        }
    }

    /**
     * None of some subjects, and none of some users, is allowed requests of a set in more than one namespace.
     *
     * @param holders the subjects
     * @param users users in several groups
     * @param requests the requests
     */
    record InOneNamespace(Holders holders, List<UserInfo> users, RequestSet requests) implements Statement {

        /** Copies the list. */
        public InOneNamespace {
            users = List.copyOf(users);
        }

        @Override
        public List<Counterexample> counterexamples(EffectivePolicy policy) {
            RequestSet asked = policy.sendable(requests);
            List<Counterexample> found = new ArrayList<>();
            users.forEach(user -> add(
                    policy,
                    user.toString(),
                    user,
                    policy.rbac().requestsOf(user).intersection(asked),
                    found));
            held(policy, holders, asked)
                    .keySet()
                    .forEach(subject -> add(
                            policy,
                            subject.toString(),
                            SubjectUser.of(subject),
                            beyondDefaults(policy, subject).intersection(asked),
                            found));
            return found;
        }

        /** What is allowed in all namespaces is so in two that there always are. */
        private static void add(
                EffectivePolicy policy, String who, UserInfo user, RequestSet allowed, List<Counterexample> found) {
            List<RequestAttributes> requests = Stream.concat(
                            new TreeSet<>(allowed.namespaces()).stream(), Stream.of("default", "kube-system"))
                    .filter(namespace -> !namespace.isEmpty())
                    .distinct()
                    .flatMap(namespace -> policy.witness(allowed.in(namespace)).stream())
                    .limit(2)
                    .toList();
            if (requests.size() == 2) {
                found.add(new Counterexample(requests.stream()
                        .map(request -> fact(policy, who, user, request))
                        .toList()));
            }
        }
    }

    /** {@return the subjects whose own bindings allow some requests, with these; what Kubernetes gives itself does not count} */
    static Map<Subject, RequestSet> held(EffectivePolicy policy, Holders holders, RequestSet requests) {
        Map<Subject, RequestSet> held = new TreeMap<>(ORDER);
        for (RbacBinding binding : policy.rbac().bindings()) {
            if (!policy.requestsBy(binding).intersection(requests).isEmpty()) {
                for (Subject named : binding.subjects()) {
                    named.normal().filter(holders::includes).ifPresent(subject -> {
                        RequestSet allowed =
                                policy.requestsBeyondDefaults(binding, subject).intersection(requests);
                        if (!allowed.isEmpty()) {
                            held.merge(subject, allowed, RequestSet::union);
                        }
                    });
                }
            }
        }
        return held;
    }

    private static RequestSet beyondDefaults(EffectivePolicy policy, Subject subject) {
        return Stream.concat(Stream.of(subject), EffectivePolicy.groupsOf(subject).stream())
                .flatMap(each ->
                        policy.bindingsOf(each).stream().map(binding -> policy.requestsBeyondDefaults(binding, each)))
                .reduce(RequestSet.none(), RequestSet::union);
    }

    private static Fact fact(EffectivePolicy policy, Subject subject, RequestAttributes request) {
        return fact(policy, subject.toString(), SubjectUser.of(subject), request);
    }

    private static Fact fact(EffectivePolicy policy, String who, UserInfo user, RequestAttributes request) {
        return new Fact(
                who,
                user,
                request,
                policy.rbac().decide(user, request).grants(),
                policy.rbac().allows(user, request));
    }
}
