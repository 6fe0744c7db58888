package dev.kubeuser.cluster.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Asks the API server which user it authenticates a client as, like {@code kubectl auth whoami}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review">API access to
 *     authentication information for a client</a>
 */
public final class WhoAmI {

    private static final String PATH = "apis/authentication.k8s.io/v1/selfsubjectreviews";

    private WhoAmI() {}

    /** Sends a SelfSubjectReview. */
    public static UserInfo ask(ApiRequests requests) throws ApiException {
        JsonObject userInfo = requests.post(requests.url(PATH), new JsonObject())
                .getAsJsonObject("status")
                .getAsJsonObject("userInfo");
        Set<String> groups = new LinkedHashSet<>();
        if (userInfo.get("groups") instanceof JsonArray found) {
            found.forEach(group -> groups.add(group.getAsString()));
        }
        return new UserInfo(userInfo.get("username").getAsString(), groups);
    }

    /**
     * {@return what is wrong where the server does not say who somebody is}
     *
     * @param cluster the server's cluster
     * @param who somebody
     * @param refusal the server's answer
     */
    public static String unknown(Cluster cluster, String who, ApiException refusal) {
        return "The server at " + cluster.server() + " did not say who " + who + " is: " + Status.describe(refusal);
    }
}
