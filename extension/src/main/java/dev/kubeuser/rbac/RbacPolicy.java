package dev.kubeuser.rbac;

import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Roles, ClusterRoles and their bindings, and which requests they allow: the same that the API server's RBAC authorizer
 * allows, but with all reasons, not only the first. See
 * <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">Using RBAC Authorization</a>.
 *
 * <p>Other authorizers are not evaluated, such as the one for nodes. Immutable and safe for several threads.
 */
public final class RbacPolicy {

    private final Map<RoleReference, RbacRole> roles;
    private final List<RbacBinding> bindings;
    private final BindingIndex clusterWide = new BindingIndex();
    private final Map<String, BindingIndex> namespaced = new HashMap<>();

    RbacPolicy(Map<RoleReference, RbacRole> roles, List<RbacBinding> bindings) {
        this.roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        this.bindings = bindings;
        bindings.forEach(binding -> indexOf(binding.id()).add(binding, roles.get(binding.roleRef())));
    }

    private BindingIndex indexOf(BindingReference binding) {
        return binding.isClusterWide()
                ? clusterWide
                : namespaced.computeIfAbsent(binding.namespace(), unused -> new BindingIndex());
    }

    /**
     * {@return the policy of the RBAC objects among some; rules of aggregated ClusterRoles are computed}
     *
     * @param objects of any kind, typically from manifests
     * @throws IllegalArgumentException if one has no name, or needs a namespace and has none
     */
    public static RbacPolicy of(Iterable<? extends KubernetesObject> objects) {
        return builder().addAll(objects).build();
    }

    /**
     * {@return a builder without objects}
     */
    public static RbacPolicyBuilder builder() {
        return new RbacPolicyBuilder();
    }

    /**
     * {@return whether a request is allowed; quicker than {@link #decide}, which also tells why}
     *
     * @param user who asks
     * @param request for what
     */
    public boolean allows(UserInfo user, RequestAttributes request) {
        if (user.isMaster()) {
            return true;
        }
        for (BindingIndex index : indexesFor(request.namespace())) {
            for (BindingIndex.Entry entry : index.naming(user)) {
                if (entry.allows(request)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * {@return whether a request is allowed, and all reasons}
     *
     * @param user who asks
     * @param request for what
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

    /** As the API server visits them: first the cluster-wide bindings. */
    private List<BindingIndex> indexesFor(String namespace) {
        BindingIndex local = namespaced.get(namespace);
        return local == null ? List.of(clusterWide) : List.of(clusterWide, local);
    }

    /**
     * {@return the bindings that name a user and count in a namespace, the cluster-wide ones first}
     *
     * @param user who
     * @param namespace where; empty for those that count in the whole cluster
     */
    public List<AppliedBinding> bindingsFor(UserInfo user, String namespace) {
        return indexesFor(namespace).stream()
                .flatMap(index -> index.naming(user).stream())
                .map(entry -> entry.appliedTo(user))
                .toList();
    }

    /**
     * {@return all bindings that name a user, wherever they count, in the order they were added}
     *
     * @param user who
     */
    public List<AppliedBinding> bindingsFor(UserInfo user) {
        return bindings.stream()
                .map(binding -> new AppliedBinding(binding, binding.subjectsFor(user), roles.get(binding.roleRef())))
                .filter(applied -> !applied.subjects().isEmpty())
                .toList();
    }

    /**
     * {@return all rules that do not allow a request, those first that would with the fewest differences}
     *
     * @param user who asks
     * @param request for what
     */
    public List<NearMiss> nearMisses(UserInfo user, RequestAttributes request) {
        return new NearMisses(this, user, request).find();
    }

    /**
     * {@return the Roles and ClusterRoles in the order they were added}
     */
    public Collection<RbacRole> roles() {
        return roles.values();
    }

    /**
     * {@return the role, if there is one}
     *
     * @param id kind, namespace and name, for example a binding's {@link RbacBinding#roleRef()}
     */
    public Optional<RbacRole> role(RoleReference id) {
        return Optional.ofNullable(roles.get(id));
    }

    /**
     * {@return the RoleBindings and ClusterRoleBindings in the order they were added}
     */
    public List<RbacBinding> bindings() {
        return bindings;
    }
}
