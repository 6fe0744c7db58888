// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.UserInfo;
import io.kubernetes.client.openapi.ApiException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Asks the API server which user it authenticates a client as, like {@code kubectl auth whoami}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#self-subject-review">API access
 *     to authentication information for a client</a>
 */
public final class WhoAmI {

    private static final String PATH = "apis/authentication.k8s.io/v1/selfsubjectreviews";

    private WhoAmI() {}

    /** Sends a SelfSubjectReview. */
    public static UserInfo ask(ApiRequests requests) throws ApiException {
        return identify(requests).user();
    }

    /**
     * All that the API server knows of a client's user.
     *
     * @param uid identifies the user beyond its name; empty if the credential says nothing
     * @param extra further attributes, which webhooks see and RBAC does not
     */
    public record Identity(UserInfo user, String uid, Map<String, Set<String>> extra) {}

    /**
     * Sends a SelfSubjectReview, and reads all of the answer, which leaves out empty texts: even the user name, if it
     * is an empty claim without a prefix.
     */
    public static Identity identify(ApiRequests requests) throws ApiException {
        JsonObject userInfo = requests.post(requests.url(PATH), new JsonObject())
                .getAsJsonObject("status")
                .getAsJsonObject("userInfo");
        Map<String, Set<String>> extra = new LinkedHashMap<>();
        JsonObject given = Json.object(userInfo, "extra");
        given.keySet().forEach(key -> extra.put(key, texts(given, key)));
        return new Identity(
                new UserInfo(Json.text(userInfo, "username"), texts(userInfo, "groups")),
                Json.text(userInfo, "uid"),
                extra);
    }

    private static Set<String> texts(JsonObject whole, String key) {
        return new LinkedHashSet<>(Json.texts(whole, key));
    }

    /**
     * {@return the message if the server does not say who a user is}
     *
     * @param cluster the server's cluster
     * @param who the user, as the message names it
     * @param refusal the server's answer
     */
    public static String unknown(Cluster cluster, String who, ApiException refusal) {
        return "The server at " + cluster.server() + " did not say who " + who + " is: "
                + ApiRequests.describe(refusal);
    }
}
