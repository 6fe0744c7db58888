// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.request.RequestSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A policy that differs from another in few roles and bindings. A statement that held before is checked only where it
 * may no longer hold: for what the changed bindings grant, and for their subjects. For one thread.
 */
public final class GrantChange {

    private static final int FEW = 8;

    private final GrantedRequests before;
    private final GrantedRequests after;

    /** The bindings that are others or whose role is another, as they are now. */
    private final List<RbacBinding> touched = new ArrayList<>();

    private final List<RbacBinding> touchedBefore = new ArrayList<>();
    private RequestSet gained = RequestSet.none();
    private RequestSet lost = RequestSet.none();
    private final Set<Subject> named = new LinkedHashSet<>();
    private final Set<Subject> namedBefore = new LinkedHashSet<>();

    /**
     * Finds what is touched.
     *
     * @param before the policy as it was
     * @param roles the roles that are others, with those that aggregate them
     * @param bindings the bindings that are others
     */
    public GrantChange(GrantedRequests before, Collection<RbacRole> roles, Collection<RbacBinding> bindings) {
        this.before = before;
        this.after = before.with(roles, bindings);
        Map<BindingReference, RbacBinding> changed = new HashMap<>();
        bindings.forEach(binding -> changed.put(binding.id(), binding));
        roles.forEach(role -> add(role.id(), changed));
        changed.values().forEach(this::add);
        touched.forEach(binding -> named.addAll(GrantedRequests.subjects(binding)));
        touchedBefore.forEach(binding -> namedBefore.addAll(GrantedRequests.subjects(binding)));
    }

    private void add(RoleReference role, Map<BindingReference, RbacBinding> changed) {
        List<RbacBinding> granting = before.granting(role).stream()
                .filter(binding -> !changed.containsKey(binding.id()))
                .toList();
        if (!granting.isEmpty()) {
            touched.addAll(granting);
            touchedBefore.addAll(granting);
            gained = gained.union(where(granting, after.requestsBy(role).minus(before.requestsBy(role))));
            lost = lost.union(where(granting, before.requestsBy(role).minus(after.requestsBy(role))));
        }
    }

    /** The part of some requests that bindings may be about: in their namespaces, if these are few. */
    private static RequestSet where(List<RbacBinding> bindings, RequestSet requests) {
        Set<String> namespaces =
                bindings.stream().map(binding -> binding.id().namespace()).collect(Collectors.toSet());
        return namespaces.size() > FEW || namespaces.contains("")
                ? requests
                : namespaces.stream().map(requests::in).reduce(RequestSet.none(), RequestSet::union);
    }

    private void add(RbacBinding now) {
        touched.add(now);
        RequestSet given = after.requestsBy(now);
        RbacBinding then = before.binding(now.id()).orElse(null);
        if (then == null) {
            gained = gained.union(given);
            return;
        }
        touchedBefore.add(then);
        RequestSet givenBefore = before.requestsBy(then);
        gained = gained.union(then.subjects().containsAll(now.subjects()) ? given.minus(givenBefore) : given);
        lost = lost.union(now.subjects().containsAll(then.subjects()) ? givenBefore.minus(given) : givenBefore);
    }

    /** The policy as it is now. */
    GrantedRequests after() {
        return after;
    }

    /** The bindings that are others or whose role is another. */
    List<RbacBinding> touched() {
        return touched;
    }

    /** All that any subject may have gained, at most; it may be in fewer namespaces. */
    RequestSet gained() {
        return gained;
    }

    /** All that any subject may have lost, at most; it may be in fewer namespaces. */
    RequestSet lost() {
        return lost;
    }

    /** The subjects that may have gained something by bindings that name them. */
    Collection<Subject> gaining() {
        return named;
    }

    boolean mayGive(Subject subject) {
        return isAmong(named, subject);
    }

    /** Whether a subject may be allowed any of some requests now, by itself or by a group that it is in for sure. */
    boolean mayAllow(Subject subject, RequestSet requests) {
        return isAmong(before.holders(requests), subject)
                || (mayGive(subject) && !gained.intersection(requests).isEmpty());
    }

    boolean mayTake(Subject subject) {
        return isAmong(namedBefore, subject);
    }

    private static boolean isAmong(Set<Subject> some, Subject subject) {
        return subject.normal().filter(some::contains).isPresent()
                || GrantedRequests.groupsOf(subject).stream().anyMatch(some::contains);
    }

    /** The subjects that may have gained something and whose own bindings allow some requests, before or now. */
    Collection<Subject> candidates(RequestSet requests) {
        Set<Subject> candidates = new LinkedHashSet<>(named);
        if (named.stream().anyMatch(GrantChange::isOfOthers)) {
            before.holders(requests).stream().filter(this::mayGive).forEach(candidates::add);
        }
        return candidates;
    }

    /** Those of some subjects that may have lost something. */
    Collection<Subject> losing(Collection<Subject> some) {
        return namedBefore.stream().anyMatch(GrantChange::isOfOthers)
                ? some.stream().filter(this::mayTake).toList()
                : some.size() < namedBefore.size()
                        ? some.stream().filter(namedBefore::contains).toList()
                        : namedBefore;
    }

    /** Whether other subjects are in it for sure. */
    private static boolean isOfOthers(Subject subject) {
        return subject.kind().equals("Group") && subject.name().startsWith("system:");
    }
}
