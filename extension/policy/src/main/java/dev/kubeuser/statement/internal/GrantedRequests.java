// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.statement.internal;

import dev.kubeuser.rbac.BindingReference;
import dev.kubeuser.rbac.RbacBinding;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RbacRole;
import dev.kubeuser.rbac.RoleReference;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the bindings of a policy allow each subject, as sets of requests. The requests of a role are computed once. A
 * policy with few changed objects looks up the rest in the one that it was made of. Thread-safe.
 */
public final class GrantedRequests {

    private final @Nullable GrantedRequests former;
    private final Map<RoleReference, RbacRole> roles = new HashMap<>();
    private final Map<BindingReference, RbacBinding> bindings = new LinkedHashMap<>();
    private final Map<Subject, List<RbacBinding>> naming = new HashMap<>();
    private final Map<RoleReference, List<RbacBinding>> granting = new HashMap<>();
    private final DefaultGrants defaults;
    private final Map<RoleReference, RequestSet> requests = new ConcurrentHashMap<>();
    private final Map<RequestSet, Set<Subject>> holders = new ConcurrentHashMap<>();

    private GrantedRequests(
            @Nullable GrantedRequests former,
            Collection<RbacRole> roles,
            Collection<RbacBinding> bindings,
            DefaultGrants defaults) {
        this.former = former;
        this.defaults = defaults;
        roles.forEach(role -> this.roles.put(role.id(), role));
        bindings.forEach(this::add);
    }

    private void add(RbacBinding binding) {
        bindings.put(binding.id(), binding);
        subjects(binding)
                .forEach(subject -> naming.computeIfAbsent(subject, unused -> new ArrayList<>(1))
                        .add(binding));
        granting.computeIfAbsent(binding.roleRef(), unused -> new ArrayList<>(1))
                .add(binding);
    }

    /** {@return those of a policy} */
    public static GrantedRequests of(RbacPolicy policy, DefaultGrants defaults) {
        return of(policy.roles(), policy.bindings(), defaults);
    }

    static GrantedRequests of(Collection<RbacRole> roles, Collection<RbacBinding> bindings, DefaultGrants defaults) {
        return new GrantedRequests(null, roles, bindings, defaults);
    }

    /** {@return those with other objects in the place of those with their names, or added} */
    GrantedRequests with(Collection<RbacRole> others, Collection<RbacBinding> otherBindings) {
        return new GrantedRequests(this, others, otherBindings, defaults);
    }

    /** {@return the valid subjects of a binding, each once} */
    static Set<Subject> subjects(RbacBinding binding) {
        Set<Subject> subjects = new LinkedHashSet<>();
        binding.subjects().forEach(subject -> subject.normal().ifPresent(subjects::add));
        return subjects;
    }

    /** {@return what Kubernetes itself gives} */
    public DefaultGrants defaults() {
        return defaults;
    }

    /** {@return the subjects that bindings name} */
    public Collection<Subject> subjects() {
        return Collections.unmodifiableSet(naming.keySet());
    }

    Collection<RbacBinding> bindings() {
        return bindings.values();
    }

    Optional<RbacBinding> binding(BindingReference id) {
        return Optional.ofNullable(bindings.get(id));
    }

    /** {@return the bindings that grant a role} */
    List<RbacBinding> granting(RoleReference role) {
        return granting.getOrDefault(role, List.of());
    }

    /** {@return the bindings that name a subject itself} */
    public List<RbacBinding> bindingsOf(Subject subject) {
        return subject.normal().map(this::naming).orElse(List.of());
    }

    private List<RbacBinding> naming(Subject subject) {
        List<RbacBinding> own = naming.getOrDefault(subject, List.of());
        return former == null
                ? own
                : Stream.concat(
                                former.naming(subject).stream().filter(binding -> !bindings.containsKey(binding.id())),
                                own.stream())
                        .toList();
    }

    /**
     * {@return the bindings by which a subject is allowed all that it is: its own, and those of groups that it is in
     * for sure}
     */
    public List<RbacBinding> bindingsWithGroups(Subject subject) {
        List<RbacBinding> found = new ArrayList<>(bindingsOf(subject));
        groupsOf(subject).forEach(group -> found.addAll(bindingsOf(group)));
        return found;
    }

    /** {@return the groups that every user of a subject is certainly in, without the subject itself} */
    public static List<Subject> groupsOf(Subject subject) {
        return UserInfo.of(subject).groups().stream()
                .map(Subject::group)
                .filter(group -> !group.equals(subject))
                .toList();
    }

    /** {@return the requests that a role allows everywhere; none if it does not exist} */
    RequestSet requestsBy(RoleReference role) {
        if (former != null && !roles.containsKey(role)) {
            return former.requestsBy(role);
        }
        return requests.computeIfAbsent(
                role,
                id -> Optional.ofNullable(roles.get(id)).map(RbacRole::requests).orElse(RequestSet.none()));
    }

    /** {@return the requests that a binding allows its subjects} */
    public RequestSet requestsBy(RbacBinding binding) {
        RequestSet ofRole = requestsBy(binding.roleRef());
        return binding.id().isClusterWide() ? ofRole : ofRole.in(binding.id().namespace());
    }

    /** {@return what a binding allows a subject beyond what Kubernetes itself gives it} */
    public RequestSet beyondDefaults(RbacBinding binding, Subject subject) {
        return defaults.beyond(binding, subject, requestsBy(binding));
    }

    /** {@return what bindings that name a subject itself allow it; everything for the group {@code system:masters}} */
    public RequestSet ownRequestsOf(Subject subject) {
        return UserInfo.of(subject).isMaster()
                ? RequestSet.all()
                : RequestSet.union(
                        bindingsOf(subject).stream().map(this::requestsBy).toList());
    }

    /** {@return those of some requests that a subject is allowed, also by the groups that it is in for sure} */
    public RequestSet allowed(Subject subject, RequestSet some) {
        return UserInfo.of(subject).isMaster() ? some : allowed(bindingsWithGroups(subject), some);
    }

    private RequestSet allowed(Collection<RbacBinding> by, RequestSet some) {
        return RequestSet.union(by.stream()
                .map(binding -> requestsBy(binding).intersection(some))
                .toList());
    }

    /** {@return those of some requests that a subject is not allowed} */
    RequestSet denied(Subject subject, RequestSet some) {
        if (UserInfo.of(subject).isMaster()) {
            return RequestSet.none();
        }
        RequestSet left = some;
        for (RbacBinding binding : bindingsWithGroups(subject)) {
            left = left.isEmpty() ? left : left.minus(requestsBy(binding));
        }
        return left;
    }

    /**
     * {@return those of some requests that its own bindings allow a subject, and that another policy does not allow it}
     */
    RequestSet beyond(GrantedRequests other, Subject subject, RequestSet some) {
        RequestSet own = allowed(bindingsOf(subject), some).minus(other.allowed(other.bindingsOf(subject), some));
        return own.isEmpty() ? own : other.denied(subject, own);
    }

    /**
     * {@return whether a subject is allowed any of some requests, by itself or by a group that it is certainly in; what
     * Kubernetes gives by default is ignored}
     */
    boolean allowsAny(Subject subject, RequestSet some) {
        return Stream.concat(Stream.of(subject), groupsOf(subject).stream())
                .anyMatch(holder -> bindingsOf(holder).stream()
                        .filter(binding ->
                                !requestsBy(binding).intersection(some).isEmpty())
                        .anyMatch(binding -> !beyondDefaults(binding, holder)
                                .intersection(some)
                                .isEmpty()));
    }

    /**
     * {@return the subjects whose own bindings allow some requests, with these; what Kubernetes gives by default is
     * ignored}
     */
    Map<Subject, RequestSet> held(RequestSet some) {
        Map<Subject, List<RequestSet>> parts = new HashMap<>();
        for (RbacBinding binding : bindings()) {
            if (!requestsBy(binding).intersection(some).isEmpty()) {
                for (Subject subject : subjects(binding)) {
                    parts.computeIfAbsent(subject, unused -> new ArrayList<>(1))
                            .add(beyondDefaults(binding, subject).intersection(some));
                }
            }
        }
        Map<Subject, RequestSet> held = new TreeMap<>(Statement.ORDER);
        parts.forEach((subject, sets) -> held.put(subject, RequestSet.union(sets)));
        held.values().removeIf(RequestSet::isEmpty);
        return held;
    }

    /** {@return the subjects whose own bindings allow some requests, found once} */
    Set<Subject> holders(RequestSet some) {
        return holders.computeIfAbsent(some, asked -> held(asked).keySet());
    }
}
