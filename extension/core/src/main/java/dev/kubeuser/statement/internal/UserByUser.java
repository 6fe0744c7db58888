package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.RequestSet;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.rbac.internal.SubjectUser;
import dev.kubeuser.statement.internal.Statement.Contradiction;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides a statement about several requests of one user: for each user that it names, and for each of its subjects whose
 * own bindings allow any of the requests, with the groups that it is in for sure.
 *
 * @param holders the subjects
 * @param users users in several groups
 * @param requests all requests that matter
 * @param decision decides for one of them
 */
record UserByUser(Holders holders, List<UserInfo> users, RequestSet requests, Decision decision) {

    /** Decides for one user. */
    @FunctionalInterface
    interface Decision {

        /** Returns what contradicts the statement if a user is allowed these of the requests. */
        Optional<Contradiction> of(String who, UserInfo user, RequestSet allowed);
    }

    Stream<Contradiction> contradictions(GrantedRequests policy) {
        return Stream.concat(
                users.stream().flatMap(user -> of(user, policy).stream()),
                policy.held(requests).keySet().stream().flatMap(subject -> of(subject, policy).stream()));
    }

    /** Ends at the first contradiction. */
    boolean outlives(GrantChange change, Collection<Subject> candidates) {
        GrantedRequests policy = change.after();
        return users.stream()
                        .filter(change::mayGive)
                        .allMatch(user -> of(user, policy).isEmpty())
                && candidates.stream().allMatch(subject -> of(subject, policy).isEmpty());
    }

    private Optional<Contradiction> of(UserInfo user, GrantedRequests policy) {
        return decision.of(user.toString(), user, policy.allowed(user, requests));
    }

    private Optional<Contradiction> of(Subject subject, GrantedRequests policy) {
        return holders.includes(subject) && !policy.own(subject, requests).isEmpty()
                ? decision.of(subject.toString(), SubjectUser.of(subject), policy.withGroups(subject, requests))
                : Optional.empty();
    }
}
