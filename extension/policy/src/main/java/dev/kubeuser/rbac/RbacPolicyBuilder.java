// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import com.google.gson.annotations.JsonAdapter;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.LabelSelector;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Collects the objects of an {@link RbacPolicy}. As with {@code kubectl apply}, an object replaces an earlier one of
 * the same kind, namespace and name. The builder does not validate: it accepts a rule without verbs, which the API
 * server refuses.
 *
 * <p>Not thread-safe; the policies that it builds are.
 */
@JsonAdapter(RbacPolicyBuilder.AsJson.class)
@API(status = API.Status.INTERNAL)
public final class RbacPolicyBuilder {

    /**
     * Where a ClusterRole with an {@code aggregationRule} gets its rules. See <a
     * href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles">Aggregated
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

    private final Map<RoleReference, RbacRole> roles = new LinkedHashMap<>();

    /** The selectors of aggregated roles. */
    private final Map<RoleReference, List<LabelSelector>> selectors = new LinkedHashMap<>();

    private final Map<BindingReference, RbacBinding> bindings = new LinkedHashMap<>();
    private Aggregation aggregation = Aggregation.COMPUTED;

    RbacPolicyBuilder() {}

    Map<RoleReference, RbacRole> roles() {
        return roles;
    }

    Map<RoleReference, List<LabelSelector>> selectors() {
        return selectors;
    }

    /** {@return an independent builder with the same objects} */
    public RbacPolicyBuilder copy() {
        RbacPolicyBuilder copy = new RbacPolicyBuilder().aggregation(aggregation);
        copy.roles.putAll(roles);
        copy.selectors.putAll(selectors);
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
        other.roles.keySet().forEach(selectors::remove);
        roles.putAll(other.roles);
        selectors.putAll(other.selectors);
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
     * @param objects as {@link #add(JsonObject)} takes them
     * @return this
     * @throws IllegalArgumentException if one is incomplete
     */
    public RbacPolicyBuilder addAll(Iterable<JsonObject> objects) {
        objects.forEach(object -> put(object, null));
        return this;
    }

    /**
     * Adds an object without an origin.
     *
     * @param object an object with its kind, as in a manifest; all but the four RBAC kinds are ignored, and so are
     *     fields that RBAC does not use
     * @return this
     * @throws IllegalArgumentException if it has no name, or needs a namespace and has none; if a binding lacks a role
     *     or what its subjects are called; if a label selector of an aggregationRule has an unknown operator
     */
    public RbacPolicyBuilder add(JsonObject object) {
        put(object, null);
        return this;
    }

    /**
     * Adds an object with the origins of its parts.
     *
     * @param object as {@link #add(JsonObject)} takes it
     * @param origins maps a path to its origin: empty for the object itself, {@code rules[0]} for a rule
     * @return this
     * @throws IllegalArgumentException if it is incomplete
     */
    public RbacPolicyBuilder add(JsonObject object, Function<String, Origin> origins) {
        put(object, origins);
        return this;
    }

    private void put(JsonObject object, @Nullable Function<String, Origin> origins) {
        switch (Json.text(object, "kind")) {
            case "Role" -> putRole(RoleReference.role(namespace(object), name(object)), object, origins);
            case "ClusterRole" -> putRole(RoleReference.clusterRole(name(object)), object, origins);
            case "RoleBinding" ->
                putBinding(BindingReference.roleBinding(namespace(object), name(object)), object, origins);
            case "ClusterRoleBinding" -> putBinding(BindingReference.clusterRoleBinding(name(object)), object, origins);
            default -> {
                // RBAC does not read it.
            }
        }
    }

    private static String namespace(JsonObject object) {
        return inMetadata(
                object,
                "namespace",
                () -> "the " + Json.text(object, "kind") + " " + name(object)
                        + " has no metadata.namespace: give it one, for it counts in that namespace alone");
    }

    private static String name(JsonObject object) {
        return inMetadata(
                object, "name", () -> "a " + Json.text(object, "kind") + " has no metadata.name: give it one");
    }

    private static String inMetadata(JsonObject object, String field, Supplier<String> problem) {
        String written = Json.text(object.get("metadata"), field);
        if (written.isEmpty()) {
            throw new IllegalArgumentException(problem.get());
        }
        return written;
    }

    private void putRole(RoleReference id, JsonObject object, @Nullable Function<String, Origin> origins) {
        List<RbacRule> rules = new ArrayList<>();
        for (JsonElement rule : Json.list(object, "rules")) {
            int index = rules.size();
            rules.add(RbacRule.of(new RbacRule.Id(id, index), origin(origins, "rules[" + index + "]"), rule));
        }
        List<LabelSelector> selected = id.isClusterWide() ? selectors(object) : List.of();
        roles.put(
                id, new RbacRole(id, LabelSelector.labelsOf(object), rules, !selected.isEmpty(), origin(origins, "")));
        if (selected.isEmpty()) {
            selectors.remove(id);
        } else {
            selectors.put(id, selected);
        }
    }

    private static List<LabelSelector> selectors(JsonObject role) {
        return Json.list(Json.object(role, "aggregationRule"), "clusterRoleSelectors").stream()
                .map(LabelSelector::of)
                .toList();
    }

    private void putBinding(BindingReference id, JsonObject object, @Nullable Function<String, Origin> origins) {
        JsonObject roleRef = Json.object(object, "roleRef");
        String kind = Json.text(roleRef, "kind");
        String name = Json.text(roleRef, "name");
        if (kind.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("its roleRef needs a kind and a name");
        }
        RoleReference role = new RoleReference(kind, kind.equals("ClusterRole") ? "" : id.namespace(), name);
        List<Subject> subjects = Json.list(object, "subjects").stream()
                .map(subject -> Subject.of(subject, id.namespace()))
                .toList();
        bindings.put(id, new RbacBinding(id, LabelSelector.labelsOf(object), role, subjects, origin(origins, "")));
    }

    private static @Nullable Origin origin(@Nullable Function<String, Origin> origins, String path) {
        return origins == null ? null : origins.apply(path);
    }

    /** {@return the policy made of the added objects} */
    public RbacPolicy build() {
        return new RbacPolicy(new AggregatedRoles(roles, selectors), aggregation, List.copyOf(bindings.values()));
    }

    /** Writes a policy for another JVM, and reads it if it holds together. */
    static final class AsJson implements JsonSerializer<RbacPolicyBuilder>, JsonDeserializer<RbacPolicyBuilder> {

        private record Aggregated(RoleReference role, List<LabelSelector> selectors) {}

        private record Written(
                Aggregation aggregation,
                List<RbacRole> roles,
                List<Aggregated> aggregations,
                List<RbacBinding> bindings) {}

        @Override
        public JsonElement serialize(RbacPolicyBuilder policy, Type type, JsonSerializationContext context) {
            return context.serialize(new Written(
                    policy.aggregation,
                    List.copyOf(policy.roles.values()),
                    policy.selectors.entrySet().stream()
                            .map(each -> new Aggregated(each.getKey(), each.getValue()))
                            .toList(),
                    List.copyOf(policy.bindings.values())));
        }

        @Override
        public RbacPolicyBuilder deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
            Written written = context.deserialize(json, Written.class);
            RbacPolicyBuilder policy = new RbacPolicyBuilder().aggregation(present(written.aggregation, "aggregation"));
            present(written.roles, "roles")
                    .forEach(role -> policy.roles.put(present(role, "role").id(), role));
            for (Aggregated each : present(written.aggregations, "aggregations")) {
                if (each == null || !policy.roles.containsKey(each.role)) {
                    throw new JsonParseException("there is no role for an aggregation");
                }
                policy.selectors.put(each.role, present(each.selectors, "selector of an aggregation"));
            }
            present(written.bindings, "bindings")
                    .forEach(binding ->
                            policy.bindings.put(present(binding, "binding").id(), binding));
            return policy;
        }

        private static <T> T present(@Nullable T part, String what) {
            if (part == null) {
                throw new JsonParseException("a policy has no " + what);
            }
            return part;
        }
    }
}
