package dev.kubeuser.policy;

import dev.kubeuser.manifest.Origin;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PolicyRule;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1RoleRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the objects of an {@link RbacPolicy}. An object with the kind, namespace and name of an earlier one replaces
 * it, as {@code kubectl apply} does. What only the API server's validation would find, such as a rule without verbs, is
 * taken as it is.
 */
public final class RbacPolicyBuilder {

    private final Map<ObjectId, RbacRole> roles = new LinkedHashMap<>();
    private final Map<ObjectId, V1AggregationRule> aggregations = new LinkedHashMap<>();
    private final Map<ObjectId, RbacBinding> bindings = new LinkedHashMap<>();
    private Aggregation aggregation = Aggregation.COMPUTED;

    RbacPolicyBuilder() {}

    /**
     * {@return another builder with the same objects; what is added to one is not in the other}
     */
    public RbacPolicyBuilder copy() {
        RbacPolicyBuilder copy = new RbacPolicyBuilder().aggregation(aggregation);
        copy.roles.putAll(roles);
        copy.aggregations.putAll(aggregations);
        copy.bindings.putAll(bindings);
        return copy;
    }

    /**
     * Sets which rules aggregated ClusterRoles have; by default {@link Aggregation#COMPUTED}.
     *
     * @param aggregation which
     * @return this
     */
    public RbacPolicyBuilder aggregation(Aggregation aggregation) {
        this.aggregation = aggregation;
        return this;
    }

    /**
     * Adds objects of which it is not known where they were written.
     *
     * @param objects of any kind; those that are none of the four kinds of RBAC are passed over
     * @return this
     * @throws IllegalArgumentException if one has no name, or needs a namespace and has none
     */
    public RbacPolicyBuilder addAll(Iterable<? extends KubernetesObject> objects) {
        objects.forEach(object -> put(object, null));
        return this;
    }

    /**
     * Adds an object.
     *
     * @param object of any kind; one that is none of the four kinds of RBAC is passed over
     * @return this
     * @throws IllegalArgumentException if it has no name, or needs a namespace and has none
     */
    public RbacPolicyBuilder add(KubernetesObject object) {
        put(object, null);
        return this;
    }

    /**
     * Adds an object and where it was written.
     *
     * @param object of any kind; one that is none of the four kinds of RBAC is passed over
     * @param origins tells the place of a part, by its path: empty for the object itself, {@code rules[0]} for a rule
     * @return this
     * @throws IllegalArgumentException if it has no name, or needs a namespace and has none
     */
    public RbacPolicyBuilder add(KubernetesObject object, Function<String, Origin> origins) {
        put(object, origins);
        return this;
    }

    /**
     * Adds all RBAC objects of a cluster at this moment, for example to see what manifests change there.
     *
     * @param client of somebody who may list the four kinds in all namespaces
     * @return this
     * @throws PolicyException if they cannot be listed
     */
    public RbacPolicyBuilder addCluster(ApiClient client) {
        return addAll(new ClusterObjects(client).read());
    }

    private void put(KubernetesObject object, @Nullable Function<String, Origin> origins) {
        if (object instanceof V1Role role) {
            ObjectId id = ObjectId.role(namespace("Role", role.getMetadata()), name("Role", role.getMetadata()));
            putRole(id, role.getMetadata(), role.getRules(), origins);
        } else if (object instanceof V1ClusterRole role) {
            ObjectId id = ObjectId.clusterRole(name("ClusterRole", role.getMetadata()));
            putRole(id, role.getMetadata(), role.getRules(), origins);
            aggregations.remove(id);
            Optional.ofNullable(role.getAggregationRule()).ifPresent(rule -> aggregations.put(id, rule));
        } else if (object instanceof V1RoleBinding binding) {
            V1ObjectMeta metadata = binding.getMetadata();
            ObjectId id = ObjectId.roleBinding(namespace("RoleBinding", metadata), name("RoleBinding", metadata));
            putBinding(id, metadata, binding.getRoleRef(), binding.getSubjects(), origins);
        } else if (object instanceof V1ClusterRoleBinding binding) {
            ObjectId id = ObjectId.clusterRoleBinding(name("ClusterRoleBinding", binding.getMetadata()));
            putBinding(id, binding.getMetadata(), binding.getRoleRef(), binding.getSubjects(), origins);
        }
    }

    private void putRole(
            ObjectId id,
            V1ObjectMeta metadata,
            @Nullable List<V1PolicyRule> written,
            @Nullable Function<String, Origin> origins) {
        List<RbacRule> rules = new ArrayList<>();
        for (V1PolicyRule rule : orEmpty(written)) {
            int index = rules.size();
            rules.add(RbacRule.of(new RuleId(id, index), place(origins, "rules[" + index + "]"), rule));
        }
        roles.put(id, new RbacRole(id, labels(metadata), rules, place(origins, "")));
    }

    private void putBinding(
            ObjectId id,
            V1ObjectMeta metadata,
            V1RoleRef roleRef,
            @Nullable List<RbacV1Subject> written,
            @Nullable Function<String, Origin> origins) {
        List<BindingSubject> subjects = orEmpty(written).stream()
                .map(subject -> BindingSubject.of(subject, id.namespace()))
                .toList();
        String roleNamespace = roleRef.getKind().equals("ClusterRole") ? "" : id.namespace();
        ObjectId role = new ObjectId(roleRef.getKind(), roleNamespace, roleRef.getName());
        bindings.put(id, new RbacBinding(id, labels(metadata), role, subjects, place(origins, "")));
    }

    private static @Nullable Origin place(@Nullable Function<String, Origin> origins, String path) {
        return origins == null ? null : origins.apply(path);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Map<String, String> labels(V1ObjectMeta metadata) {
        return metadata.getLabels() == null ? Map.of() : metadata.getLabels();
    }

    private static String name(String kind, @Nullable V1ObjectMeta metadata) {
        if (metadata == null || metadata.getName() == null) {
            throw new IllegalArgumentException("a " + kind + " has no metadata.name: give it one");
        }
        return metadata.getName();
    }

    private static String namespace(String kind, @Nullable V1ObjectMeta metadata) {
        String name = name(kind, metadata);
        if (metadata == null || metadata.getNamespace() == null) {
            throw new IllegalArgumentException("the " + kind + " " + name + " has no metadata.namespace:"
                    + " give it one, for it counts in that namespace alone");
        }
        return metadata.getNamespace();
    }

    /**
     * {@return the policy of what was added}
     *
     * @throws IllegalArgumentException if a label selector of an aggregationRule has an unknown operator
     */
    public RbacPolicy build() {
        Map<ObjectId, RbacRole> resolved = new AggregatedRoles(roles, aggregations).resolve(aggregation);
        return new RbacPolicy(resolved, List.copyOf(bindings.values()));
    }
}
