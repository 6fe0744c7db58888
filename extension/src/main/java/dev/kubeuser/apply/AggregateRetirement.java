package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What precedes the removal of ClusterRoles that aggregate others. The controller that writes their rules does so by
 * server-side apply, which creates what is missing: a write that is under way when the role is deleted brings it back,
 * without its labels.
 *
 * <p>So the role is made to select nothing but a marker, while it is there. The controller handles one role once at a
 * time: when it has written the marker's rule, whatever it began before has ended, and it has nothing to do any more,
 * whatever becomes of the parts. {@link RoleAggregation} waits for that, the role being one whose rules are not those that
 * it selects, and then the role can be deleted, and the marker after it.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go">The
 *     controller</a>
 */
final class AggregateRetirement implements AutoCloseable {

    private static final String LABEL = "kubeuser.dev/retired";

    /** Grants nothing that there is. */
    private static final String RULES = """
            [{"apiGroups": ["sentinel.kubeuser.dev"], "resources": ["retired"], "verbs": ["get"]}]""";

    private final String id = UUID.randomUUID().toString();
    private final ObjectRequests requests;
    private final OwnObjects marker;
    private boolean isMarked;

    AggregateRetirement(KubeAccess access) {
        this.requests = new ObjectRequests(access);
        this.marker = new OwnObjects(access, "");
    }

    static boolean concerns(Target target) {
        return target.object().group().equals("rbac.authorization.k8s.io")
                && target.object().kind().equals("ClusterRole")
                && target.content().has("aggregationRule");
    }

    /** Whether rules are those of a role in retirement. */
    static boolean isRuleOf(@Nullable JsonElement rules) {
        return rules instanceof JsonArray written
                && !written.isEmpty()
                && written.asList().stream()
                        .allMatch(JsonParser.parseString(RULES).getAsJsonArray()::contains);
    }

    /** Not needed if it is refused: then the role is as it was, and its deletion says what is wrong, if anything is. */
    void begin(Target target, String uid) {
        mark();
        requests.merge(
                target, JsonParser.parseString("""
                {"metadata": {"uid": "%1$s"},
                 "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"%2$s": "%3$s"}}]}}
                """.formatted(uid, LABEL, id)).getAsJsonObject());
    }

    private void mark() {
        if (!isMarked) {
            isMarked = true;
            marker.create("""
                    {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                     "metadata": {"name": "kubeuser-retired-%1$s", "labels": {"%2$s": "%1$s"}},
                     "rules": %3$s}
                    """.formatted(id, LABEL, RULES));
        }
    }

    @Override
    public void close() {
        marker.close();
    }
}
