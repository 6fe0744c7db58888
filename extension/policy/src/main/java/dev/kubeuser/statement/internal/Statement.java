// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import dev.kubeuser.base.internal.Counted;
import dev.kubeuser.rbac.Grant;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import dev.kubeuser.statement.EffectivePolicy;
import dev.kubeuser.statement.UnknownGrant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A statement about all requests of a policy. RBAC only adds, and it has no conditions, so what a user is allowed is
 * what its name and each of its groups are allowed: a statement about single requests holds for all users if it holds
 * for each subject of a binding. One about two requests of one user is decided for each subject, with the groups that
 * it is in for sure.
 */
public sealed interface Statement {

    /** Subjects by name, those of Kubernetes last. */
    Comparator<Subject> ORDER = Comparator.<Subject, Boolean>comparing(
                    subject -> subject.name().startsWith("system:"))
            .thenComparing(Subject::toString);

    /**
     * {@return the same statement about the requests that can be sent to an API server, which can be decided without
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
     * {@return what is not known from the sources of a policy and could contradict the statement, which is then not
     * proved}
     *
     * @param policy the policy
     */
    default List<UnknownGrant> unknown(EffectivePolicy policy) {
        return List.of();
    }

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
     * {@return what contradicts the statement by requests that can be sent, at most one for each subject, the first
     * with the simplest names; empty if the statement holds}
     *
     * @param policy the policy
     */
    default List<Contradiction> contradictions(EffectivePolicy policy) {
        return sendable(policy).contradictions(policy.granted()).toList();
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
                    .map(held -> Contradiction.of(held.getKey(), held.getValue()));
        }

        @Override
        public List<UnknownGrant> unknown(EffectivePolicy policy) {
            RequestSet asked = policy.sendable(requests);
            return policy.unknown().stream()
                    .filter(grant -> holders.includes(grant.subject()) && grant.mayAllowAny(asked))
                    .toList();
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
                    .map(denied -> Contradiction.of(subject, denied));
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
                    .map(more -> Contradiction.of(subject, more));
        }

        @Override
        public List<UnknownGrant> unknown(EffectivePolicy policy) {
            RequestSet others = policy.sendable(RequestSet.all().minus(requests));
            return unknownOf(subject, policy)
                    .filter(grant -> grant.mayAllowAny(others))
                    .toList();
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
                            .flatMap(part ->
                                    allowed(subject, other).stream().map(and -> Contradiction.of(subject, part, and))));
        }

        /** What a subject holds itself, or else a group that it is in for sure. */
        private static Optional<RequestSet> allowed(Subject subject, Map<Subject, RequestSet> held) {
            return Stream.concat(Stream.of(subject), GrantedRequests.groupsOf(subject).stream())
                    .flatMap(holder -> Stream.ofNullable(held.get(holder)))
                    .findFirst();
        }

        @Override
        public List<UnknownGrant> unknown(EffectivePolicy policy) {
            return policy.unknown().stream()
                    .filter(grant -> holders.includes(grant.subject())
                            && mayBe(grant.subject(), policy.sendable(first), policy)
                            && mayBe(grant.subject(), policy.sendable(second), policy))
                    .toList();
        }

        private static boolean mayBe(Subject subject, RequestSet some, EffectivePolicy policy) {
            return unknownOf(subject, policy).anyMatch(grant -> grant.mayAllowAny(some))
                    || policy.granted().allowsAny(subject, some);
        }

        /** A subject that had the one may have gained the other. */
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
            return beyond(policy.subjects(), policy, reference.granted(), requests);
        }

        @Override
        public boolean outlives(GrantChange change) {
            RequestSet gained = change.gained().intersection(requests);
            return gained.isEmpty()
                    || beyond(change.gaining(), change.after(), reference.granted(), gained)
                            .findAny()
                            .isEmpty();
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
            return beyond(reference.granted().subjects(), reference.granted(), policy, requests);
        }

        @Override
        public boolean outlives(GrantChange change) {
            RequestSet lost = change.lost().intersection(requests);
            GrantedRequests granted = reference.granted();
            return lost.isEmpty()
                    || beyond(change.losing(granted.subjects()), granted, change.after(), lost)
                            .findAny()
                            .isEmpty();
        }
    }

    /** What is not known of a subject, and of the groups that it is in for sure. */
    private static Stream<UnknownGrant> unknownOf(Subject subject, EffectivePolicy policy) {
        List<Subject> groups = GrantedRequests.groupsOf(subject);
        return policy.unknown().stream()
                .filter(grant -> grant.subject().equals(subject) || groups.contains(grant.subject()));
    }

    /** What one policy allows some subjects by their own bindings and another does not, of some requests. */
    private static Stream<Contradiction> beyond(
            Collection<Subject> subjects, GrantedRequests more, GrantedRequests less, RequestSet some) {
        return subjects.stream()
                .map(subject -> Contradiction.of(subject, more.beyond(less, subject, some)))
                .filter(found -> !found.isEmpty());
    }

    /**
     * What contradicts a statement: a subject is allowed requests, or is not.
     *
     * @param subject the subject
     * @param requests any request of the first set; for a statement about two requests, with any of the second
     */
    public record Contradiction(Subject subject, List<RequestSet> requests) {

        /** Copies the list. */
        public Contradiction {
            requests = List.copyOf(requests);
        }

        static Contradiction of(Subject subject, RequestSet... requests) {
            return new Contradiction(subject, List.of(requests));
        }

        boolean isEmpty() {
            return requests.stream().anyMatch(RequestSet::isEmpty);
        }

        /** {@return what the policy decides about the simplest request of each set} */
        public List<Fact> facts(EffectivePolicy policy) {
            return requests.stream()
                    .map(set -> fact(policy.witness(set).orElseThrow(), policy))
                    .toList();
        }

        private Fact fact(RequestAttributes request, EffectivePolicy policy) {
            UserInfo user = UserInfo.of(subject);
            return new Fact(
                    subject,
                    request,
                    policy.rbac().decide(user, request).grants(),
                    policy.rbac().allows(user, request));
        }

        /**
         * A request that a policy allows or denies.
         *
         * @param subject the subject
         * @param request the request
         * @param grants why it is allowed; empty if it is denied, and for {@code system:masters}
         * @param isAllowed whether it is allowed
         */
        public record Fact(Subject subject, RequestAttributes request, List<Grant> grants, boolean isAllowed) {

            /** Copies the list. */
            public Fact {
                grants = List.copyOf(grants);
            }

            /** {@return the user that stands for the subject} */
            public UserInfo user() {
                return UserInfo.of(subject);
            }
        }
    }

    /**
     * The subjects that a statement denies something.
     *
     * @param onlyServiceAccounts whether it is about ServiceAccounts alone
     * @param except the exceptions; a group stands for all its members
     * @param exceptNamespaces the namespaces whose ServiceAccounts are exceptions
     */
    public record Holders(boolean onlyServiceAccounts, Set<Subject> except, Set<String> exceptNamespaces) {

        private static final String OF_ACCOUNTS = "system:serviceaccounts";
        private static final String OF_NAMESPACE = OF_ACCOUNTS + ":";

        /** So many are still read. */
        private static final int MAX_NAMED = 10;

        /** All subjects. */
        public static final Holders ALL = allBut(List.of());

        /** Copies the sets. */
        public Holders {
            except = normal(except);
            exceptNamespaces = Collections.unmodifiableSet(new LinkedHashSet<>(exceptNamespaces));
        }

        private static Set<Subject> normal(Collection<Subject> subjects) {
            Set<Subject> normal = new LinkedHashSet<>();
            subjects.forEach(subject -> subject.normal().ifPresent(normal::add));
            return Collections.unmodifiableSet(normal);
        }

        /** {@return all subjects except some} */
        public static Holders allBut(Collection<Subject> subjects) {
            return new Holders(false, new LinkedHashSet<>(subjects), Set.of());
        }

        /** {@return all ServiceAccounts but those of some namespaces} */
        public static Holders serviceAccountsOutside(Collection<String> namespaces) {
            return new Holders(true, Set.of(), new LinkedHashSet<>(namespaces));
        }

        /**
         * {@return whether the statement is about a subject: a ServiceAccount is one of everybody, so it has what all
         * have}
         */
        public boolean includes(Subject subject) {
            if (except.contains(subject)
                    || EffectivePolicy.groupsOf(subject).stream().anyMatch(except::contains)) {
                return false;
            }
            return switch (subject.kind()) {
                case "ServiceAccount" -> !exceptNamespaces.contains(subject.namespace());
                case "Group" ->
                    subject.name().startsWith(OF_NAMESPACE)
                            ? !exceptNamespaces.contains(subject.name().substring(OF_NAMESPACE.length()))
                            : !onlyServiceAccounts
                                    || subject.name().equals(OF_ACCOUNTS)
                                    || subject.equals(DefaultGrants.AUTHENTICATED);
                default -> !onlyServiceAccounts;
            };
        }

        /** {@return for example {@code nobody but Group sre}, or {@code no ServiceAccount outside of kube-system}} */
        @Override
        public String toString() {
            String who = onlyServiceAccounts ? "no ServiceAccount" : "nobody";
            return who
                    + named(" outside of ", exceptNamespaces, "more namespace")
                    + named(" but ", except, "more subject");
        }

        private static String named(String begin, Set<?> all, String more) {
            int left = all.size() - MAX_NAMED;
            return all.isEmpty()
                    ? ""
                    : begin
                            + all.stream()
                                    .limit(MAX_NAMED)
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", "))
                            + (left > 0 ? " and " + Counted.of(left, more) : "");
        }
    }
}
