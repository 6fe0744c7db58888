package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ClusterRole that aggregated others, was deleted, and was brought back by the controller that writes the rules of
 * such roles: see {@link AggregateRetirement}. Whoever deletes a role and its parts at once, as {@code kubectl delete}
 * does, may leave one.
 */
final class RecreatedAggregate {

    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("name", "uid", "resourceVersion", "creationTimestamp", "generation");

    private RecreatedAggregate() {}

    /**
     * Whether nobody misses what is there in the place of an object: nothing but a name, of which not one field is
     * anybody's. The controller applies no rules as no field at all, so that it is no field manager of what it creates
     * then. Anyone else's role has rules or a label, or at least a field manager; and one with rules, which the
     * controller may bring back too, cannot be told from one whose owner made it aggregate nothing any more, unless it is
     * the rule of a retirement: then the controller wrote it once more while the role was deleted, by a cache that was behind.
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
