package dev.kubeuser.authorizer;

import dev.kubeuser.base.internal.Printable;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import org.apiguardian.api.API;

/**
 * A question of the API server to a webhook authorizer: may this user send this request? Immutable.
 *
 * @param authorizer the name of the authorizer in the chain
 * @param user who sends the request
 * @param request the request
 * @param json the SubjectAccessReview as the API server sent it, which has the user's UID and extra and the selectors of
 *     the request too
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/webhook/">Webhook Mode</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AuthorizerQuestion(String authorizer, UserInfo user, RequestAttributes request, String json) {

    /** For example {@code company: may alice get secrets in dev?}. */
    @Override
    public String toString() {
        return authorizer + ": may " + Printable.text(user.name()) + " " + request + "?";
    }
}
