package dev.kubeuser.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Prepares aggregating ClusterRoles for their removal. The controller writes their rules by server-side apply, which
 * creates what is missing. A write in progress while the role is deleted therefore recreates the role, without its
 * labels.
 *
 * <p>So the role first has to select only a marker. The controller never handles a role twice at once: when it has
 * written the marker's rule, its earlier writes have ended. It then has nothing left to do, whatever happens to the
 * parts. {@link RoleAggregation} waits for that, because until then the role's rules are not those that it selects.
 * Then the role can be deleted, and after it the marker.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go">The
 *     controller</a>
 */
final class AggregateRetirement implements AutoCloseable {

    private static final String LABEL = "kubeuser.dev/retired";

    /** Grants nothing that exists. */
    private static final String RULES = """
            [{"apiGroups": ["sentinel.kubeuser.dev"], "resources": ["retired"], "verbs": ["get"]}]""";

    private final String id = UUID.randomUUID().toString();
    private final ObjectRequests requests;
    private final OwnObjects marker;

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

    /** Creates the marker, which is needed before any role begins. */
    void mark() {
        marker.create("""
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                 "metadata": {"name": "kubeuser-retired-%1$s", "labels": {"%2$s": "%1$s"}},
                 "rules": %3$s}
                """.formatted(id, LABEL, RULES));
    }

    /** A refusal does no harm: the role is as it was, and its deletion says what is wrong, if anything is. */
    void begin(Target target, String uid) {
        requests.merge(
                target, JsonParser.parseString("""
                {"metadata": {"uid": "%1$s"},
                 "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"%2$s": "%3$s"}}]}}
                """.formatted(uid, LABEL, id)).getAsJsonObject());
    }

    @Override
    public void close() {
        marker.close();
    }
}
