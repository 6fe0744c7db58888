package dev.kubeuser.rbac.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.JsonParts;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;

/**
 * What an access review is about, as the API has it.
 *
 * @param request what is asked for
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/">
 *     SubjectAccessReview</a>
 */
public record ReviewedAttributes(RequestAttributes request) {

    private static final String RESOURCE = "resourceAttributes";
    private static final String PATH = "nonResourceAttributes";

    /** Reads the spec of any access review. Attributes that it leaves out are empty. */
    public static ReviewedAttributes of(JsonObject spec) {
        if (spec.has(PATH)) {
            JsonObject asked = JsonParts.object(spec, PATH);
            return new ReviewedAttributes(
                    new NonResourceAttributes(JsonParts.text(asked, "verb"), JsonParts.text(asked, "path")));
        }
        JsonObject asked = JsonParts.object(spec, RESOURCE);
        return new ReviewedAttributes(new ResourceAttributes(
                JsonParts.text(asked, "verb"),
                JsonParts.text(asked, "group"),
                JsonParts.text(asked, "resource"),
                JsonParts.text(asked, "subresource"),
                JsonParts.text(asked, "namespace"),
                JsonParts.text(asked, "name")));
    }

    /** The spec of a SelfSubjectAccessReview. It leaves out empty attributes. */
    public JsonObject spec() {
        JsonObject spec = new JsonObject();
        JsonObject attributes = new JsonObject();
        if (request instanceof ResourceAttributes resource) {
            spec.add(RESOURCE, attributes);
            add("namespace", resource.namespace(), attributes);
            add("verb", resource.verb(), attributes);
            add("group", resource.apiGroup(), attributes);
            add("resource", resource.resource(), attributes);
            add("subresource", resource.subresource(), attributes);
            add("name", resource.name(), attributes);
        } else {
            NonResourceAttributes url = (NonResourceAttributes) request;
            spec.add(PATH, attributes);
            add("path", url.path(), attributes);
            add("verb", url.verb(), attributes);
        }
        return spec;
    }

    /** The spec of a SubjectAccessReview. */
    public JsonObject spec(UserInfo userInfo) {
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
