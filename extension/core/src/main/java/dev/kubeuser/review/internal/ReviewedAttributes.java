package dev.kubeuser.review.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;

/**
 * What an access review is about, as the API writes it. Empty attributes are left out.
 *
 * @param request what is asked for
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/">
 *     SubjectAccessReview</a>
 */
record ReviewedAttributes(RequestAttributes request) {

    /** The spec of a SelfSubjectAccessReview. */
    JsonObject spec() {
        JsonObject spec = new JsonObject();
        JsonObject attributes = new JsonObject();
        if (request instanceof ResourceAttributes resource) {
            spec.add("resourceAttributes", attributes);
            add("namespace", resource.namespace(), attributes);
            add("verb", resource.verb(), attributes);
            add("group", resource.apiGroup(), attributes);
            add("resource", resource.resource(), attributes);
            add("subresource", resource.subresource(), attributes);
            add("name", resource.name(), attributes);
        } else {
            NonResourceAttributes url = (NonResourceAttributes) request;
            spec.add("nonResourceAttributes", attributes);
            add("path", url.path(), attributes);
            add("verb", url.verb(), attributes);
        }
        return spec;
    }

    /** The spec of a SubjectAccessReview. */
    JsonObject spec(UserInfo userInfo) {
        JsonObject spec = spec();
        add("user", userInfo.name(), spec);
        JsonArray groups = new JsonArray();
        userInfo.groups().forEach(groups::add);
        spec.add("groups", groups);
        return spec;
    }

    private static void add(String name, String value, JsonObject object) {
        if (!value.isEmpty()) {
            object.addProperty(name, value);
        }
    }
}
