package dev.kubeuser.authorizer.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.authorizer.AuthorizerQuestion;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A SubjectAccessReview that the API server sent, of version v1 or v1beta1.
 *
 * @param json the review
 */
record SentReview(JsonObject json) {

    AuthorizerQuestion question(String authorizer) {
        return new AuthorizerQuestion(authorizer, user(), RequestAttributes.ofReview(spec()), json.toString());
    }

    private JsonObject spec() {
        return JsonParts.object(json, "spec");
    }

    /** The older version calls the groups {@code group}. */
    private UserInfo user() {
        Set<String> groups = new LinkedHashSet<>();
        JsonElement list = spec().has("groups") ? spec().get("groups") : spec().get("group");
        if (list instanceof JsonArray array) {
            array.forEach(group -> groups.add(group.getAsString()));
        }
        return new UserInfo(JsonParts.text(spec(), "user"), groups);
    }

    /** The review with a status. */
    JsonObject answered(Reply reply) {
        JsonObject status = new JsonObject();
        status.addProperty("allowed", reply.verdict() == Reply.Verdict.ALLOW);
        status.addProperty("denied", reply.verdict() == Reply.Verdict.DENY);
        status.addProperty("reason", reply.reason());
        JsonObject answered = new JsonObject();
        answered.add("apiVersion", json.get("apiVersion"));
        answered.add("kind", json.get("kind"));
        answered.add("status", status);
        return answered;
    }

    /** As an API server says that something failed. */
    static JsonObject failed(Reply reply) {
        JsonObject status = new JsonObject();
        status.addProperty("apiVersion", "v1");
        status.addProperty("kind", "Status");
        status.addProperty("status", "Failure");
        status.addProperty("reason", "ServiceUnavailable");
        status.addProperty("message", reply.reason());
        return status;
    }
}
