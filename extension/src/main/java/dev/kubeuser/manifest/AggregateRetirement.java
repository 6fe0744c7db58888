package dev.kubeuser.manifest;

import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeAccess;

/**
 * What precedes the removal of ClusterRoles that aggregate others. The controller that writes their rules does so by
 * server-side apply, which creates what is missing: a write that is under way when the role is deleted brings it back,
 * without its labels.
 *
 * <p>So the role is made to select nothing, while it is there. The controller handles one role once at a time: when it
 * has emptied this one, whatever it began before has ended; and a role without rules that selects nothing gives it
 * nothing to do, whatever becomes of the parts. {@link RoleAggregation} waits for that, the role being one whose rules
 * are not those that it selects, and then the role can be deleted.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go">The
 *     controller</a>
 */
final class AggregateRetirement {

    private final KubeAccess access;
    private final ObjectRequests requests;

    AggregateRetirement(KubeAccess access) {
        this.access = access;
        this.requests = new ObjectRequests(access);
    }

    static boolean concerns(Target target) {
        return target.object().is("rbac.authorization.k8s.io", "ClusterRole")
                && target.content().has("aggregationRule");
    }

    /** Only a role that has rules shows, by losing them, that the controller has noticed. */
    void awaitComplete(Deadline deadline) {
        new RoleAggregation(access).await(deadline);
    }

    /** Not needed if it is refused: then the role is as it was, and its deletion says what is wrong, if anything is. */
    void begin(Target target, String uid) {
        requests.merge(target, JsonParser.parseString("""
                {"metadata": {"uid": "%1$s"},
                 "aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"kubeuser.dev/retired": "%1$s"}}]}}
                """.formatted(uid)).getAsJsonObject());
    }
}
