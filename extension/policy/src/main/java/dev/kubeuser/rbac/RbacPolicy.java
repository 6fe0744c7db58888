// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.RequestSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Roles, ClusterRoles and their bindings. Decides requests as the API server's RBAC authorizer does, but names every
 * grant, not only the first. See <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC
 * Authorization</a>.
 *
 * <p>Does not evaluate other authorizers, such as the one for nodes. Immutable and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class RbacPolicy {

    private final AggregatedRoles aggregated;
    private final RbacPolicyBuilder.Aggregation aggregation;
    private final Map<RoleReference, RbacRole> roles;
    private final List<RbacBinding> bindings;
    private final Bindings all = new Bindings();
    private final Bindings clusterWide = new Bindings();
    private final Map<String, Bindings> namespaced = new HashMap<>();

    RbacPolicy(AggregatedRoles aggregated, RbacPolicyBuilder.Aggregation aggregation, List<RbacBinding> bindings) {
        this.aggregated = aggregated;
        this.aggregation = aggregation;
        this.roles = Collections.unmodifiableMap(aggregated.resolve(aggregation));
        this.bindings = bindings;
        int place = 0;
        for (RbacBinding binding : bindings) {
            Bindings.Entry entry = new Bindings.Entry(place++, binding, roles.get(binding.roleRef()));
            all.add(entry);
            indexOf(binding.id()).add(entry);
        }
    }

    private Bindings indexOf(BindingReference binding) {
        return binding.isClusterWide()
                ? clusterWide
                : namespaced.computeIfAbsent(binding.namespace(), unused -> new Bindings());
    }

    /**
     * {@return the policy made of the RBAC objects, with the rules of aggregated ClusterRoles computed}
     *
     * @param objects as in manifests; other kinds than RBAC's four are ignored, and a later object replaces an earlier
     *     one of the same kind, namespace and name
     * @throws IllegalArgumentException if one is incomplete
     */
    public static RbacPolicy of(Iterable<JsonObject> objects) {
        return builder().addAll(objects).build();
    }

    /** {@return an empty builder} */
    public static RbacPolicyBuilder builder() {
        return new RbacPolicyBuilder();
    }

    /**
     * {@return whether a request is allowed; faster than {@link #decide}, which also gives the reasons}
     *
     * @param user who sends the request
     * @param request the verb, and the resource or URL
     */
    public boolean allows(UserInfo user, RequestAttributes request) {
        if (user.isMaster() || clusterWide.allows(user, request)) {
            return true;
        }
        Bindings local = namespaced.get(request.namespace());
        return local != null && local.allows(user, request);
    }

    /**
     * {@return whether a request is allowed, and every grant}
     *
     * @param user who sends the request
     * @param request the verb, and the resource or URL
     */
    public Decision decide(UserInfo user, RequestAttributes request) {
        List<Grant> grants = new ArrayList<>();
        List<AppliedBinding> dangling = new ArrayList<>();
        for (Bindings index : indexesFor(request.namespace())) {
            for (Bindings.Entry entry : index.naming(user)) {
                if (entry.role == null) {
                    dangling.add(entry.appliedTo(user));
                } else if (entry.allows(request)) {
                    addGrants(entry.appliedTo(user), entry.role, request, grants);
                }
            }
        }
        return new Decision(user, request, grants, dangling);
    }

    private static void addGrants(
            AppliedBinding applied, RbacRole role, RequestAttributes request, List<Grant> grants) {
        for (RbacRule rule : role.rules()) {
            if (rule.allows(request)) {
                grants.add(new Grant(applied.binding(), applied.subjects(), role, rule));
            }
        }
    }

    /** Like the API server, visits the cluster-wide bindings first. */
    private List<Bindings> indexesFor(String namespace) {
        Bindings local = namespaced.get(namespace);
        return local == null ? List.of(clusterWide) : List.of(clusterWide, local);
    }

    /**
     * {@return all requests that a user is allowed; everything for a user in {@code system:masters}}
     *
     * @param user the user, with all groups
     */
    public RequestSet requestsOf(UserInfo user) {
        if (user.isMaster()) {
            return RequestSet.all();
        }
        return bindingsFor(user).stream().map(AppliedBinding::requests).reduce(RequestSet.none(), RequestSet::union);
    }

    /**
     * {@return the bindings that name a user and apply in a namespace, cluster-wide ones first}
     *
     * @param user the user, with all groups
     * @param namespace the namespace; empty for the whole cluster
     */
    public List<AppliedBinding> bindingsFor(UserInfo user, String namespace) {
        return indexesFor(namespace).stream()
                .flatMap(index -> index.naming(user).stream())
                .map(entry -> entry.appliedTo(user))
                .toList();
    }

    /**
     * {@return all bindings that name a user, wherever they apply, in the order they were added}
     *
     * @param user the user, with all groups
     */
    public List<AppliedBinding> bindingsFor(UserInfo user) {
        return all.naming(user).stream()
                .sorted(Comparator.comparingInt(entry -> entry.place))
                .map(entry -> entry.appliedTo(user))
                .toList();
    }

    /**
     * {@return all rules that do not allow a request, the nearest misses first}
     *
     * @param user who sends the request
     * @param request the verb, and the resource or URL
     */
    public List<NearMiss> nearMisses(UserInfo user, RequestAttributes request) {
        return NearMiss.find(this, user, request, false);
    }

    /**
     * {@return those of {@link #nearMisses} that bindings of the user grant; faster, if most bindings are of others}
     *
     * @param user who sends the request
     * @param request the verb, and the resource or URL
     */
    public List<NearMiss> ownNearMisses(UserInfo user, RequestAttributes request) {
        return NearMiss.find(this, user, request, true);
    }

    /** {@return the Roles and ClusterRoles in the order they were added} */
    public Collection<RbacRole> roles() {
        return roles.values();
    }

    /**
     * {@return the role, if it exists}
     *
     * @param id kind, namespace and name, for example a binding's {@link RbacBinding#roleRef()}
     */
    public Optional<RbacRole> role(RoleReference id) {
        return Optional.ofNullable(roles.get(id));
    }

    /**
     * {@return the roles that are not as they are here once other objects are put over those of this policy, as
     * {@code kubectl apply} does: the changed ones, and the ClusterRoles that aggregate them; much faster than building
     * the other policy}
     *
     * <p>The rules of aggregated ClusterRoles are {@linkplain RbacPolicyBuilder.Aggregation#COMPUTED computed}; they
     * must be so in this policy, too.
     *
     * @param changes the objects to put over; their bindings do not matter
     */
    public Collection<RbacRole> rolesChangedBy(RbacPolicyBuilder changes) {
        return aggregated.changedBy(changes.roles(), changes.selectors(), roles);
    }

    /**
     * {@return the same policy in which another rule takes the place of the one with its id, also in ClusterRoles that
     * aggregate it; what they select stays as it is}
     *
     * @param rule the rule; one without verbs allows nothing
     */
    public RbacPolicy with(RbacRule rule) {
        Map<RoleReference, RbacRole> changed = new LinkedHashMap<>(roles);
        changed.replaceAll((id, role) -> role.with(rule));
        return new RbacPolicy(new AggregatedRoles(changed, Map.of()), RbacPolicyBuilder.Aggregation.COMPUTED, bindings);
    }

    /**
     * {@return the same policy in which another binding takes the place of the one with its id}
     *
     * @param binding the binding; one without subjects grants nothing
     */
    public RbacPolicy with(RbacBinding binding) {
        return new RbacPolicy(
                aggregated,
                aggregation,
                bindings.stream()
                        .map(each -> each.id().equals(binding.id()) ? binding : each)
                        .toList());
    }

    /** {@return the RoleBindings and ClusterRoleBindings in the order they were added} */
    public List<RbacBinding> bindings() {
        return bindings;
    }

    /** Bindings of one namespace, the cluster-wide ones, or all, indexed by subject. */
    private static final class Bindings {

        private final Map<String, List<Entry>> users = new HashMap<>();
        private final Map<String, List<Entry>> groups = new HashMap<>();

        /** A binding and its role; compared by identity for speed. */
        static final class Entry {

            final int place;
            final RbacBinding binding;
            final @Nullable RbacRole role;

            /** The place is that among all bindings of the policy. */
            Entry(int place, RbacBinding binding, @Nullable RbacRole role) {
                this.place = place;
                this.binding = binding;
                this.role = role;
            }

            AppliedBinding appliedTo(UserInfo user) {
                return new AppliedBinding(binding, binding.subjectsFor(user), role);
            }

            boolean allows(RequestAttributes request) {
                return role != null && role.allows(request);
            }
        }

        void add(Entry entry) {
            for (Subject subject : entry.binding.subjects()) {
                if (subject.kind().equals(Subject.GROUP)) {
                    add(groups, subject.name(), entry);
                } else if (!subject.userName().isEmpty()) {
                    add(users, subject.userName(), entry);
                }
            }
        }

        /** Two subjects of a binding may be one user: a ServiceAccount, and its user name. */
        private static void add(Map<String, List<Entry>> index, String key, Entry entry) {
            List<Entry> entries = index.computeIfAbsent(key, unused -> new ArrayList<>());
            if (entries.isEmpty() || entries.get(entries.size() - 1) != entry) {
                entries.add(entry);
            }
        }

        /** Whether a binding that names a user allows a request. Creates nothing: an evaluator spends its time here. */
        boolean allows(UserInfo user, RequestAttributes request) {
            if (anyAllows(users.get(user.name()), request)) {
                return true;
            }
            for (String group : user.groups()) {
                if (anyAllows(groups.get(group), request)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean anyAllows(@Nullable List<Entry> entries, RequestAttributes request) {
            if (entries != null) {
                for (Entry entry : entries) {
                    if (entry.allows(request)) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The bindings that name a user, each once: first by user name, then by group. */
        Collection<Entry> naming(UserInfo user) {
            Collection<Entry> found = users.getOrDefault(user.name(), List.of());
            for (String group : user.groups()) {
                found = union(found, groups.getOrDefault(group, List.of()));
            }
            return found;
        }

        private static Collection<Entry> union(Collection<Entry> found, Collection<Entry> more) {
            if (found.isEmpty() || more.isEmpty()) {
                return found.isEmpty() ? more : found;
            }
            Set<Entry> union = new LinkedHashSet<>(found);
            union.addAll(more);
            return union;
        }
    }
}
