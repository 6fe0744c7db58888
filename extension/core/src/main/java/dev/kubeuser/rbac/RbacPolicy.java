package dev.kubeuser.rbac;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Roles, ClusterRoles and their bindings. Decides requests as the API server's RBAC authorizer does, but names every
 * grant, not only the first. See <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC
 * Authorization</a>.
 *
 * <p>Does not evaluate other authorizers, such as the one for nodes. Immutable and thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RbacPolicy {

    private final AggregatedRoles aggregated;
    private final RbacPolicyBuilder.Aggregation aggregation;
    private final Map<RoleReference, RbacRole> roles;
    private final List<RbacBinding> bindings;
    private final BindingIndex all = new BindingIndex();
    private final BindingIndex clusterWide = new BindingIndex();
    private final Map<String, BindingIndex> namespaced = new HashMap<>();

    RbacPolicy(AggregatedRoles aggregated, RbacPolicyBuilder.Aggregation aggregation, List<RbacBinding> bindings) {
        this.aggregated = aggregated;
        this.aggregation = aggregation;
        this.roles = Collections.unmodifiableMap(aggregated.resolve(aggregation));
        this.bindings = bindings;
        int place = 0;
        for (RbacBinding binding : bindings) {
            BindingIndex.Entry entry = new BindingIndex.Entry(place++, binding, roles.get(binding.roleRef()));
            all.add(entry);
            indexOf(binding.id()).add(entry);
        }
    }

    private BindingIndex indexOf(BindingReference binding) {
        return binding.isClusterWide()
                ? clusterWide
                : namespaced.computeIfAbsent(binding.namespace(), unused -> new BindingIndex());
    }

    /**
     * {@return the policy made of the RBAC objects, with the rules of aggregated ClusterRoles computed}
     *
     * @param objects as {@link RbacPolicyBuilder#add(JsonObject)} takes them
     * @throws IllegalArgumentException if one is incomplete
     */
    public static RbacPolicy of(Iterable<JsonObject> objects) {
        return builder().addAll(objects).build();
    }

    /**
     * {@return an empty builder}
     */
    public static RbacPolicyBuilder builder() {
        return new RbacPolicyBuilder();
    }

    /**
     * {@return whether a request is allowed; faster than {@link #decide}, which also says why}
     *
     * @param user who sends the request
     * @param request the verb, and the resource or URL
     */
    public boolean allows(UserInfo user, RequestAttributes request) {
        if (user.isMaster() || clusterWide.allows(user, request)) {
            return true;
        }
        BindingIndex local = namespaced.get(request.namespace());
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
        for (BindingIndex index : indexesFor(request.namespace())) {
            for (BindingIndex.Entry entry : index.naming(user)) {
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
    private List<BindingIndex> indexesFor(String namespace) {
        BindingIndex local = namespaced.get(namespace);
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
        return new NearMisses(this, user, request).find();
    }

    /**
     * {@return those of {@link #nearMisses} that bindings of the user grant; faster, if most bindings are of others}
     *
     * @param user who sends the request
     * @param request the verb, and the resource or URL
     */
    public List<NearMiss> ownNearMisses(UserInfo user, RequestAttributes request) {
        return new NearMisses(this, user, request).findOwn();
    }

    /**
     * {@return the Roles and ClusterRoles in the order they were added}
     */
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
     * <p>The rules of aggregated ClusterRoles are {@linkplain RbacPolicyBuilder.Aggregation#COMPUTED computed}; they must
     * be so in this policy, too.
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

    /**
     * {@return the RoleBindings and ClusterRoleBindings in the order they were added}
     */
    public List<RbacBinding> bindings() {
        return bindings;
    }
}
