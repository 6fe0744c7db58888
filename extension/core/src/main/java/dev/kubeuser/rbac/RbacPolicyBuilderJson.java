package dev.kubeuser.rbac;

import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import io.kubernetes.client.openapi.models.V1AggregationRule;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Writes a policy for another JVM, and reads it if it holds together. */
final class RbacPolicyBuilderJson implements JsonSerializer<RbacPolicyBuilder>, JsonDeserializer<RbacPolicyBuilder> {

    @Override
    public JsonElement serialize(RbacPolicyBuilder policy, Type type, JsonSerializationContext context) {
        JsonObject json = new JsonObject();
        json.add("aggregation", context.serialize(policy.aggregation()));
        JsonArray roles = new JsonArray();
        policy.roles().values().forEach(role -> roles.add(context.serialize(role)));
        json.add("roles", roles);
        JsonArray aggregations = new JsonArray();
        policy.aggregations().forEach((role, rule) -> {
            JsonObject aggregation = new JsonObject();
            aggregation.add("role", context.serialize(role));
            aggregation.add("rule", context.serialize(rule));
            aggregations.add(aggregation);
        });
        json.add("aggregations", aggregations);
        JsonArray bindings = new JsonArray();
        policy.bindings().values().forEach(binding -> bindings.add(context.serialize(binding)));
        json.add("bindings", bindings);
        return json;
    }

    @Override
    public RbacPolicyBuilder deserialize(JsonElement element, Type type, JsonDeserializationContext context) {
        JsonObject json = element.getAsJsonObject();
        RbacPolicyBuilder policy = new RbacPolicyBuilder();
        RbacPolicyBuilder.Aggregation aggregation =
                context.deserialize(json.get("aggregation"), RbacPolicyBuilder.Aggregation.class);
        policy.aggregation(present(aggregation, "aggregation"));
        for (JsonElement each : json.getAsJsonArray("roles")) {
            RbacRole role = present(context.<RbacRole>deserialize(each, RbacRole.class), "role");
            policy.roles().put(role.id(), role);
        }
        for (JsonElement each : json.getAsJsonArray("aggregations")) {
            JsonObject pair = each.getAsJsonObject();
            RoleReference role = context.deserialize(pair.get("role"), RoleReference.class);
            V1AggregationRule rule = context.deserialize(pair.get("rule"), V1AggregationRule.class);
            if (!policy.roles().containsKey(role)) {
                throw new JsonParseException("there is no role for an aggregation");
            }
            policy.aggregations().put(role, present(rule, "rule of an aggregation"));
        }
        for (JsonElement each : json.getAsJsonArray("bindings")) {
            RbacBinding binding = present(context.<RbacBinding>deserialize(each, RbacBinding.class), "binding");
            policy.bindings().put(binding.id(), binding);
        }
        // Selectors are parsed here.
        policy.build();
        return policy;
    }

    private static <T> T present(@Nullable T part, String what) {
        if (part == null) {
            throw new JsonParseException("a policy has no " + what);
        }
        return part;
    }
}
