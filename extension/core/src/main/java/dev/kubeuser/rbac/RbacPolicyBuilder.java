package dev.kubeuser.rbac;

import com.google.gson.annotations.JsonAdapter;
import io.kubernetes.client.common.KubernetesObject;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Collects the objects of an {@link RbacPolicy}. As with {@code kubectl apply}, an object replaces an earlier one of
 * the same kind, namespace and name. The builder does not validate: it accepts a rule without verbs, which the API
 * server refuses.
 *
 * <p>Not thread-safe; the policies that it builds are.
 */
@JsonAdapter(RbacPolicyBuilderJson.class)
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class RbacPolicyBuilder {

    /**
     * Where a ClusterRole with an {@code aggregationRule} gets its rules. See
     * <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
     * ClusterRoles</a>.
     */
    public enum Aggregation {

        /**
         * From the ClusterRoles that its selectors match, as the cluster's controller computes them. Use this for
         * manifests. If the selectors match none, the role keeps its own rules, as the controller leaves them.
         */
        COMPUTED,

        /**
         * From the object itself. Use this for objects of a cluster, where the controller has already written the
         * rules.
         */
        WRITTEN
    }

    /** The part of an object's metadata that RBAC uses. The object need not come from an API server. */
    private record ObjectHead(String kind, @Nullable V1ObjectMeta metadata) {

        String namespace() {
            return present()
                    .map(V1ObjectMeta::getNamespace)
                    .orElseThrow(() -> new IllegalArgumentException("the " + kind + " " + name()
                            + " has no metadata.namespace: give it one, for it counts in that namespace alone"));
        }

        String name() {
            return present()
                    .map(V1ObjectMeta::getName)
                    .orElseThrow(
                            () -> new IllegalArgumentException("a " + kind + " has no metadata.name: give it one"));
        }

        /** One without a value has the empty one, as for the API server. */
        Map<String, String> labels() {
            return present().map(V1ObjectMeta::getLabels).orElse(Map.of()).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, label -> Objects.requireNonNullElse(label.getValue(), "")));
        }

        private Optional<V1ObjectMeta> present() {
            return Optional.ofNullable(metadata);
        }
    }

    private final Map<RoleReference, RbacRole> roles = new LinkedHashMap<>();
    private final Map<RoleReference, V1AggregationRule> aggregations = new LinkedHashMap<>();
    private final Map<BindingReference, RbacBinding> bindings = new LinkedHashMap<>();
    private Aggregation aggregation = Aggregation.COMPUTED;

    RbacPolicyBuilder() {}

    Map<RoleReference, RbacRole> roles() {
        return roles;
    }

    Map<RoleReference, V1AggregationRule> aggregations() {
        return aggregations;
    }

    Map<BindingReference, RbacBinding> bindings() {
        return bindings;
    }

    Aggregation aggregation() {
        return aggregation;
    }

    /**
     * {@return an independent builder with the same objects}
     */
    public RbacPolicyBuilder copy() {
        RbacPolicyBuilder copy = new RbacPolicyBuilder().aggregation(aggregation);
        copy.roles.putAll(roles);
        copy.aggregations.putAll(aggregations);
        copy.bindings.putAll(bindings);
        return copy;
    }

    /**
     * Adds the objects of another builder, with their origins.
     *
     * @param other the other builder, which stays as it is
     * @return this
     */
    public RbacPolicyBuilder addAll(RbacPolicyBuilder other) {
        other.roles.keySet().forEach(aggregations::remove);
        roles.putAll(other.roles);
        aggregations.putAll(other.aggregations);
        bindings.putAll(other.bindings);
        return this;
    }

    /**
     * Sets where aggregated ClusterRoles get their rules; the default is {@link Aggregation#COMPUTED}.
     *
     * @param aggregation computed or as written
     * @return this
     */
    public RbacPolicyBuilder aggregation(Aggregation aggregation) {
        this.aggregation = aggregation;
        return this;
    }

    /**
     * Adds objects without an origin.
     *
     * @param objects objects of any kind; all but the four RBAC kinds are ignored
     * @return this
     * @throws IllegalArgumentException if an object has no name, or needs a namespace and has none
     */
    public RbacPolicyBuilder addAll(Iterable<? extends KubernetesObject> objects) {
        objects.forEach(object -> put(object, null));
        return this;
    }

    /**
     * Adds an object without an origin.
     *
     * @param object an object of any kind; all but the four RBAC kinds are ignored
     * @return this
     * @throws IllegalArgumentException if it has no name, or needs a namespace and has none
     */
    public RbacPolicyBuilder add(KubernetesObject object) {
        put(object, null);
        return this;
    }

    /**
     * Adds an object with the origins of its parts.
     *
     * @param object an object of any kind; all but the four RBAC kinds are ignored
     * @param origins maps a path to its origin: empty for the object itself, {@code rules[0]} for a rule
     * @return this
     * @throws IllegalArgumentException if it has no name, or needs a namespace and has none
     */
    public RbacPolicyBuilder add(KubernetesObject object, Function<String, Origin> origins) {
        put(object, origins);
        return this;
    }

    private void put(KubernetesObject object, @Nullable Function<String, Origin> origins) {
        if (object instanceof V1Role role) {
            ObjectHead head = new ObjectHead("Role", role.getMetadata());
            putRole(RoleReference.role(head.namespace(), head.name()), head, role.getRules(), null, origins);
        } else if (object instanceof V1ClusterRole role) {
            ObjectHead head = new ObjectHead("ClusterRole", role.getMetadata());
            putRole(RoleReference.clusterRole(head.name()), head, role.getRules(), role.getAggregationRule(), origins);
            putAggregation(RoleReference.clusterRole(head.name()), role.getAggregationRule());
        } else if (object instanceof V1RoleBinding binding) {
            ObjectHead head = new ObjectHead("RoleBinding", binding.getMetadata());
            putBinding(
                    BindingReference.roleBinding(head.namespace(), head.name()),
                    head,
                    binding.getRoleRef(),
                    binding.getSubjects(),
                    origins);
        } else if (object instanceof V1ClusterRoleBinding binding) {
            ObjectHead head = new ObjectHead("ClusterRoleBinding", binding.getMetadata());
            putBinding(
                    BindingReference.clusterRoleBinding(head.name()),
                    head,
                    binding.getRoleRef(),
                    binding.getSubjects(),
                    origins);
        }
    }

    private void putRole(
            RoleReference id,
            ObjectHead head,
            @Nullable List<V1PolicyRule> written,
            @Nullable V1AggregationRule aggregation,
            @Nullable Function<String, Origin> origins) {
        List<RbacRule> rules = new ArrayList<>();
        for (V1PolicyRule rule : orEmpty(written)) {
            int index = rules.size();
            rules.add(RbacRule.of(new RuleId(id, index), origin(origins, "rules[" + index + "]"), rule));
        }
        roles.put(id, new RbacRole(id, head.labels(), rules, selects(aggregation), origin(origins, "")));
    }

    private static boolean selects(@Nullable V1AggregationRule aggregation) {
        return aggregation != null
                && !orEmpty(aggregation.getClusterRoleSelectors()).isEmpty();
    }

    private void putAggregation(RoleReference id, @Nullable V1AggregationRule rule) {
        aggregations.remove(id);
        if (rule != null) {
            aggregations.put(id, rule);
        }
    }

    private void putBinding(
            BindingReference id,
            ObjectHead head,
            V1RoleRef roleRef,
            @Nullable List<RbacV1Subject> written,
            @Nullable Function<String, Origin> origins) {
        List<Subject> subjects = orEmpty(written).stream()
                .map(subject -> Subject.of(subject, id.namespace()))
                .toList();
        String roleNamespace = roleRef.getKind().equals("ClusterRole") ? "" : id.namespace();
        RoleReference role = new RoleReference(roleRef.getKind(), roleNamespace, roleRef.getName());
        bindings.put(id, new RbacBinding(id, head.labels(), role, subjects, origin(origins, "")));
    }

    private static @Nullable Origin origin(@Nullable Function<String, Origin> origins, String path) {
        return origins == null ? null : origins.apply(path);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /**
     * {@return the policy made of the added objects}
     *
     * @throws IllegalArgumentException if a label selector of an aggregationRule has an unknown operator
     */
    public RbacPolicy build() {
        return new RbacPolicy(new AggregatedRoles(roles, aggregations), aggregation, List.copyOf(bindings.values()));
    }
}
