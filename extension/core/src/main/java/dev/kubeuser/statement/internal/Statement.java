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
import java.util.SortedMap;
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
            Held held = Held.of(policy, requests);
            List<Counterexample> found = new ArrayList<>();
            for (Subject subject : held.subjects(holders)) {
                RequestSet allowed = held.own().getOrDefault(subject, RequestSet.none());
                found.add(new Counterexample(
                        subject.toString(),
                        () -> policy.witness(allowed).stream()
                                .map(request -> fact(policy, subject, request))
                                .toList()));
            }
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
                    .map(request -> Counterexample.of(fact(policy, subject, request)))
                    .toList();
        }
    }

    /**
     * A subject is allowed none but some requests.
     *
     * @param subject the subject
     * @param requests the requests
     */
    record Confines(Subject subject, RequestSet requests) implements Statement {

        @Override
        public List<Counterexample> counterexamples(EffectivePolicy policy) {
            return policy.witness(policy.sendable(policy.requestsOf(subject)).minus(requests)).stream()
                    .map(request -> Counterexample.of(fact(policy, subject, request)))
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
                    .map(request -> Counterexample.of(fact(policy, one, request), fact(policy, other, request)))
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
            Held one = Held.of(policy, first);
            Held other = Held.of(policy, second);
            List<Counterexample> found = new ArrayList<>();
            for (UserInfo user : users) {
                RequestSet allowed = policy.rbac().requestsOf(user);
                add(policy, user.toString(), user, allowed.intersection(first), allowed.intersection(second), found);
            }
            for (Subject subject : one.with(other).subjects(holders)) {
                add(policy, subject.toString(), SubjectUser.of(subject), one.by(subject), other.by(subject), found);
            }
            return found;
        }

        private static void add(
                EffectivePolicy policy,
                String who,
                UserInfo user,
                RequestSet one,
                RequestSet other,
                List<Counterexample> found) {
            if (!one.isEmpty() && !other.isEmpty()) {
                policy.witness(policy.sendable(one))
                        .ifPresent(request -> policy.witness(policy.sendable(other))
                                .ifPresent(another -> found.add(Counterexample.of(
                                        fact(policy, who, user, request), fact(policy, who, user, another)))));
            }
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
            Held held = Held.of(policy, requests);
            List<Counterexample> found = new ArrayList<>();
            for (UserInfo user : users) {
                RequestSet allowed = policy.rbac().requestsOf(user).intersection(policy.sendable(requests));
                add(policy, user.toString(), user, allowed, found);
            }
            for (Subject subject : held.subjects(holders)) {
                add(policy, subject.toString(), SubjectUser.of(subject), held.by(subject), found);
            }
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
                found.add(Counterexample.of(
                        fact(policy, who, user, requests.get(0)), fact(policy, who, user, requests.get(1))));
            }
        }
    }

    /**
     * What the bindings of a policy allow of some requests; what Kubernetes gives itself does not count.
     *
     * @param own what is allowed to each subject by bindings that name it
     */
    record Held(SortedMap<Subject, RequestSet> own) {

        static Held of(EffectivePolicy policy, RequestSet requests) {
            RequestSet asked = policy.sendable(requests);
            Map<Subject, List<RequestSet>> held = new TreeMap<>(ORDER);
            for (RbacBinding binding : policy.rbac().bindings()) {
                if (!policy.requestsBy(binding).intersection(asked).isEmpty()) {
                    for (Subject named : binding.subjects()) {
                        named.normal()
                                .ifPresent(subject -> held.computeIfAbsent(subject, unused -> new ArrayList<>(1))
                                        .add(policy.requestsBeyondDefaults(binding, subject)
                                                .intersection(asked)));
                    }
                }
            }
            SortedMap<Subject, RequestSet> own = new TreeMap<>(ORDER);
            held.forEach((subject, sets) -> own.put(subject, RequestSet.union(sets)));
            own.values().removeIf(RequestSet::isEmpty);
            return new Held(own);
        }

        /** Also those of another. */
        Held with(Held other) {
            SortedMap<Subject, RequestSet> both = new TreeMap<>(own);
            both.putAll(other.own);
            return new Held(both);
        }

        /** By name, those of Kubernetes last. */
        List<Subject> subjects(Holders holders) {
            return own.keySet().stream().filter(holders::includes).toList();
        }

        /** What a subject has by its own bindings and those of the groups that it is in for sure. */
        RequestSet by(Subject subject) {
            return RequestSet.union(Stream.concat(Stream.of(subject), EffectivePolicy.groupsOf(subject).stream())
                    .flatMap(each -> Stream.ofNullable(own.get(each)))
                    .toList());
        }
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
