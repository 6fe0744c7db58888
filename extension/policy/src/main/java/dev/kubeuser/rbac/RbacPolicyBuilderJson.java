package dev.kubeuser.rbac;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import dev.kubeuser.rbac.internal.LabelSelector;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a policy for another JVM, and reads it if it holds together. */
final class RbacPolicyBuilderJson implements JsonSerializer<RbacPolicyBuilder>, JsonDeserializer<RbacPolicyBuilder> {

    private record Aggregated(RoleReference role, List<LabelSelector> selectors) {}

    private record Written(
            RbacPolicyBuilder.Aggregation aggregation,
            List<RbacRole> roles,
            List<Aggregated> aggregations,
            List<RbacBinding> bindings) {}

    @Override
    public JsonElement serialize(RbacPolicyBuilder policy, Type type, JsonSerializationContext context) {
        return context.serialize(new Written(
                policy.aggregation(),
                List.copyOf(policy.roles().values()),
                policy.selectors().entrySet().stream()
                        .map(each -> new Aggregated(each.getKey(), each.getValue()))
                        .toList(),
                List.copyOf(policy.bindings().values())));
    }

    @Override
    public RbacPolicyBuilder deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        Written written = context.deserialize(json, Written.class);
        RbacPolicyBuilder policy = new RbacPolicyBuilder().aggregation(present(written.aggregation, "aggregation"));
        present(written.roles, "roles")
                .forEach(role -> policy.roles().put(present(role, "role").id(), role));
        for (Aggregated each : present(written.aggregations, "aggregations")) {
            if (each == null || !policy.roles().containsKey(each.role)) {
                throw new JsonParseException("there is no role for an aggregation");
            }
            policy.selectors().put(each.role, present(each.selectors, "selector of an aggregation"));
        }
        present(written.bindings, "bindings")
                .forEach(binding ->
                        policy.bindings().put(present(binding, "binding").id(), binding));
        return policy;
    }

    private static <T> T present(@Nullable T part, String what) {
        if (part == null) {
            throw new JsonParseException("a policy has no " + what);
        }
        return part;
    }
}
