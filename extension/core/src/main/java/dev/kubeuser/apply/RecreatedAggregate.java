package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aggregating ClusterRole that was deleted and then recreated by the controller that writes its rules: see
 * {@link AggregateRetirement}. Deleting a role and its parts at once, as {@code kubectl delete} does, may leave one.
 */
final class RecreatedAggregate {

    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("name", "uid", "resourceVersion", "creationTimestamp", "generation");

    private RecreatedAggregate() {}

    /**
     * Whether the live object in an object's place is a leftover that no one needs: it has only a name, and no field
     * manager. If there are no rules, the controller applies no field at all, so it is not a field manager of what it
     * then creates. Any other role has rules, a label or at least a field manager. The controller may also recreate a
     * role with rules. That role looks like one whose owner has stopped its aggregation, unless its rule is that of a
     * retirement. In that case, the controller wrote it again from a stale cache while the role was deleted.
     */
    static boolean isInPlaceOf(Target target, JsonObject live) {
        Set<String> metadata = new HashSet<>(live.getAsJsonObject("metadata").keySet());
        metadata.removeAll(OF_EVERY_OBJECT);
        boolean isNobodys = isEmpty(live.get("rules")) && metadata.isEmpty();
        boolean isRetired = AggregateRetirement.isRuleOf(live.get("rules"))
                && Set.of("managedFields").containsAll(metadata);
        return AggregateRetirement.concerns(target) && isEmpty(live.get("aggregationRule")) && (isNobodys || isRetired);
    }

    private static boolean isEmpty(@Nullable JsonElement field) {
        return field == null || field.isJsonNull() || (field instanceof JsonArray items && items.isEmpty());
    }
}
