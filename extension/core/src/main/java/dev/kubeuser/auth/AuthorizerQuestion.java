// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.LinkedHashSet;
import org.apiguardian.api.API;

/**
 * A question of the API server to a webhook authorizer: may this user send this request? Immutable.
 *
 * @param authorizer the name of the authorizer in the chain
 * @param user who sends the request
 * @param request the request
 * @param json the SubjectAccessReview as the API server sent it, which has the user's UID and extra and the selectors
 *     of the request too
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/">Webhook Mode</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AuthorizerQuestion(String authorizer, UserInfo user, RequestAttributes request, String json) {

    /**
     * {@return the question in a SubjectAccessReview of version v1, or v1beta1, which calls the groups {@code group}}
     *
     * @param authorizer the name of the authorizer in the chain
     * @param review as the API server sent it
     */
    @API(status = API.Status.INTERNAL)
    public static AuthorizerQuestion of(String authorizer, JsonObject review) {
        JsonObject spec = Json.object(review, "spec");
        String groups = spec.has("groups") ? "groups" : "group";
        UserInfo user = new UserInfo(Json.text(spec, "user"), new LinkedHashSet<>(Json.texts(spec, groups)));
        return new AuthorizerQuestion(authorizer, user, RequestAttributes.ofReview(spec), review.toString());
    }

    /** For example {@code company: may alice get secrets in dev?}. */
    @Override
    public String toString() {
        return authorizer + ": may " + Printable.text(user.name()) + " " + request + "?";
    }
}
