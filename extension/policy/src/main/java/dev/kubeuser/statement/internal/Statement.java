package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.RequestSet;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.internal.Counterexample.Fact;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A statement about all requests of a policy. RBAC only adds, and it has no conditions, so what a user is allowed is what
 * its name and each of its groups are allowed: a statement about single requests holds for all users if it holds for each
 * subject of a binding. One about two requests of one user is decided for each subject, with the groups that it is in for
 * sure.
 */
public sealed interface Statement {

    /** By name, those of Kubernetes last. */
    Comparator<Subject> ORDER = Comparator.<Subject, Boolean>comparing(
                    subject -> subject.name().startsWith("system:"))
            .thenComparing(Subject::toString);

    /**
     * {@return the same statement about those requests that can be sent to an API server, so that it can be decided without
     * the resources of the policy}
     *
     * @param policy the policy that knows them
     */
    Statement sendable(EffectivePolicy policy);

    /**
     * {@return what contradicts the statement, at most one for each subject; found as it is asked for}
     *
     * @param policy the policy
     */
    Stream<Contradiction> contradictions(GrantedRequests policy);

    /**
     * {@return whether the statement, which held before a change of a policy, holds after it}
     *
     * @param change the change
     */
    boolean outlives(GrantChange change);

    /**
     * {@return whether the statement holds}
     *
     * @param policy the policy
     */
    default boolean holds(GrantedRequests policy) {
        return contradictions(policy).findAny().isEmpty();
    }

    /**
     * {@return what contradicts the statement, at most one for each subject, the first with the simplest names; empty if the
     * statement holds}
     *
     * @param policy the policy
     */
    default List<Counterexample> counterexamples(EffectivePolicy policy) {
        return sendable(policy)
                .contradictions(policy.granted())
                .map(found -> found.in(policy))
                .toList();
    }

    /**
     * What contradicts a statement: all of these requests, each any of a set.
     *
     * @param parts at least one
     */
    record Contradiction(List<Part> parts) {

        /** Copies the list. */
        public Contradiction {
            parts = List.copyOf(parts);
        }

        /**
         * Requests that a subject is allowed, or is not.
         *
         * @param who the subject, or the user that stands for it
         * @param user the user that stands for the subject
         * @param requests the requests, at least one
         */
        public record Part(String who, UserInfo user, RequestSet requests) {

            static Part of(Subject subject, RequestSet requests) {
                return new Part(subject.toString(), UserInfo.of(subject), requests);
            }

            Fact in(EffectivePolicy policy) {
                RequestAttributes request = policy.witness(requests).orElseThrow();
                return new Fact(
                        who,
                        user,
                        request,
                        policy.rbac().decide(user, request).grants(),
                        policy.rbac().allows(user, request));
            }
        }

        static Contradiction of(Part... parts) {
            return new Contradiction(List.of(parts));
        }

        /** The facts are found when they are told. */
        Counterexample in(EffectivePolicy policy) {
            return new Counterexample(
                    parts.get(0).who(),
                    () -> parts.stream().map(part -> part.in(policy)).toList());
        }
    }

    /**
     * None of some subjects is allowed any of some requests.
     *
     * @param holders the subjects
     * @param requests the requests
     */
    record Forbids(Holders holders, RequestSet requests) implements Statement {

        @Override
        public Statement sendable(EffectivePolicy policy) {
            return new Forbids(holders, policy.sendable(requests));
        }

        @Override
        public Stream<Contradiction> contradictions(GrantedRequests policy) {
            return policy.held(requests).entrySet().stream()
                    .filter(held -> holders.includes(held.getKey()))
                    .map(held -> Contradiction.of(Contradiction.Part.of(held.getKey(), held.getValue())));
        }

        @Override
        public boolean outlives(GrantChange change) {
            RequestSet gained = change.gained().intersection(requests);
            return gained.isEmpty()
                    || change.touched().stream().noneMatch(binding -> isBroken(change.after(), binding, gained));
        }

        private boolean isBroken(GrantedRequests policy, RbacBinding binding, RequestSet gained) {
            return !policy.requestsBy(binding).intersection(gained).isEmpty()
                    && GrantedRequests.subjects(binding).stream()
                            .filter(holders::includes)
                            .anyMatch(subject -> !policy.beyondDefaults(binding, subject)
                                    .intersection(gained)
                                    .isEmpty());
        }
    }

    /**
     * A subject is allowed all of some requests.
     *
     * @param subject the subject
     * @param requests the requests
     */
    record Grants(Subject subject, RequestSet requests) implements Statement {

        /** {@return the user that stands for the subject} */
        public UserInfo user() {
            return UserInfo.of(subject);
        }

        @Override
        public Statement sendable(EffectivePolicy policy) {
            return new Grants(subject, policy.sendable(requests));
        }

        @Override
        public Stream<Contradiction> contradictions(GrantedRequests policy) {
            return Stream.of(policy.denied(subject, requests))
                    .filter(denied -> !denied.isEmpty())
                    .map(denied -> Contradiction.of(Contradiction.Part.of(subject, denied)));
        }

        @Override
        public boolean outlives(GrantChange change) {
            return !change.mayTake(subject)
                    || change.after()
                            .denied(subject, change.lost().intersection(requests))
                            .isEmpty();
        }
    }

    /**
     * A subject is allowed none but some requests.
     *
     * @param subject the subject
     * @param requests the requests
     */
    record Confines(Subject subject, RequestSet requests) implements Statement {

        /** What cannot be sent may be allowed. */
        @Override
        public Statement sendable(EffectivePolicy policy) {
            RequestSet all = RequestSet.all();
            return new Confines(subject, requests.union(all.minus(policy.sendable(all))));
        }

        @Override
        public Stream<Contradiction> contradictions(GrantedRequests policy) {
            return Stream.of(policy.allowed(subject, RequestSet.all().minus(requests)))
                    .filter(more -> !more.isEmpty())
                    .map(more -> Contradiction.of(Contradiction.Part.of(subject, more)));
        }

        @Override
        public boolean outlives(GrantChange change) {
            return !change.mayGive(subject)
                    || change.after()
                            .allowed(subject, change.gained().minus(requests))
                            .isEmpty();
        }
    }

    /**
     * None of some subjects is allowed a request of one set and a request of another.
     *
     * @param holders the subjects
     * @param first the one set
     * @param second the other set
     */
    record ForbidsBoth(Holders holders, RequestSet first, RequestSet second) implements Statement {

        @Override
        public Statement sendable(EffectivePolicy policy) {
            return new ForbidsBoth(holders, policy.sendable(first), policy.sendable(second));
        }

        @Override
        public Stream<Contradiction> contradictions(GrantedRequests policy) {
            Map<Subject, RequestSet> one = policy.held(first);
            Map<Subject, RequestSet> other = policy.held(second);
            return Stream.concat(one.keySet().stream(), other.keySet().stream())
                    .distinct()
                    .sorted(ORDER)
                    .filter(holders::includes)
                    .flatMap(subject -> allowed(subject, one).stream()
                            .flatMap(part -> allowed(subject, other).stream()
                                    .map(and -> Contradiction.of(
                                            Contradiction.Part.of(subject, part),
                                            Contradiction.Part.of(subject, and)))));
        }

        /** What a subject holds itself, or else a group that it is in for sure. */
        private static Optional<RequestSet> allowed(Subject subject, Map<Subject, RequestSet> held) {
            return Stream.concat(Stream.of(subject), GrantedRequests.groupsOf(subject).stream())
                    .flatMap(holder -> Stream.ofNullable(held.get(holder)))
                    .findFirst();
        }

        /** Who had the one may have gained the other. */
        @Override
        public boolean outlives(GrantChange change) {
            Set<Subject> candidates = new LinkedHashSet<>();
            if (!change.gained().intersection(first).isEmpty()) {
                candidates.addAll(change.candidates(second));
            }
            if (!change.gained().intersection(second).isEmpty()) {
                candidates.addAll(change.candidates(first));
            }
            return candidates.stream()
                    .filter(holders::includes)
                    .filter(subject -> change.mayAllow(subject, first) && change.mayAllow(subject, second))
                    .noneMatch(subject -> change.after().allowsAny(subject, first)
                            && change.after().allowsAny(subject, second));
        }
    }

    /**
     * Each subject is allowed a part of what another policy allows it.
     *
     * @param reference the other policy
     * @param requests the requests that it is about
     */
    record Within(ReferencePolicy reference, RequestSet requests) implements Statement {

        @Override
        public Statement sendable(EffectivePolicy policy) {
            return new Within(reference, policy.sendable(requests));
        }

        @Override
        public Stream<Contradiction> contradictions(GrantedRequests policy) {
            return policy.bindings().stream().flatMap(binding -> contradictions(policy, binding, requests));
        }

        @Override
        public boolean outlives(GrantChange change) {
            RequestSet gained = change.gained().intersection(requests);
            return gained.isEmpty()
                    || change.touched().stream()
                            .flatMap(binding -> contradictions(change.after(), binding, gained))
                            .findAny()
                            .isEmpty();
        }

        private Stream<Contradiction> contradictions(GrantedRequests policy, RbacBinding binding, RequestSet some) {
            RequestSet allowed = policy.requestsBy(binding).intersection(some);
            return allowed.isEmpty()
                    ? Stream.of()
                    : GrantedRequests.subjects(binding).stream().flatMap(subject -> beyond(subject, allowed));
        }

        private Stream<Contradiction> beyond(Subject subject, RequestSet allowed) {
            return Stream.of(reference.granted().denied(subject, allowed))
                    .filter(more -> !more.isEmpty())
                    .map(more -> Contradiction.of(Contradiction.Part.of(subject, more)));
        }
    }

    /**
     * Each subject is allowed all that another policy allows it.
     *
     * @param reference the other policy
     * @param requests the requests that it is about
     */
    record Keeps(ReferencePolicy reference, RequestSet requests) implements Statement {

        @Override
        public Statement sendable(EffectivePolicy policy) {
            return new Keeps(reference, policy.sendable(requests));
        }

        @Override
        public Stream<Contradiction> contradictions(GrantedRequests policy) {
            return reference.granted().subjects().stream()
                    .flatMap(subject -> contradictions(policy, subject, requests));
        }

        @Override
        public boolean outlives(GrantChange change) {
            RequestSet lost = change.lost().intersection(requests);
            return lost.isEmpty()
                    || change.losing(reference.granted().subjects()).stream()
                            .flatMap(subject -> contradictions(change.after(), subject, lost))
                            .findAny()
                            .isEmpty();
        }

        private Stream<Contradiction> contradictions(GrantedRequests policy, Subject subject, RequestSet some) {
            return reference.granted().bindingsOf(subject).stream()
                    .map(binding -> reference.granted().requestsBy(binding).intersection(some))
                    .filter(allowed -> !allowed.isEmpty())
                    .map(allowed -> policy.denied(subject, allowed))
                    .filter(less -> !less.isEmpty())
                    .map(less -> Contradiction.of(Contradiction.Part.of(subject, less)));
        }
    }
}
