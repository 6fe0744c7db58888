// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.kubeuser.request.RequestAttributes;

/** What both the API server and the evaluator are asked: may this user do this? */
public record Question(UserInfo user, RequestAttributes request) {

    /** The SubjectAccessReview, about the request as kubeuser sends it for a user's own. */
    JsonObject review() {
        JsonObject spec = request.reviewSpec();
        spec.addProperty("user", user.name());
        spec.add("groups", new Gson().toJsonTree(user.groups()));
        JsonObject review = new JsonObject();
        review.add("spec", spec);
        return review;
    }

    @Override
    public String toString() {
        return user + ": " + request;
    }
}
