// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.request;

import com.google.gson.JsonObject;
import dev.kubeuser.base.internal.FieldSelector;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.base.internal.LabelSelector;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * A request as the API server's authorizers see it: for an API resource or a plain path. See <a
 * href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-attributes-used-in-authorization">request
 * attributes</a>.
 *
 * <p>Immutable and thread-safe.
 */
@API(status = API.Status.INTERNAL)
public sealed interface RequestAttributes permits ResourceAttributes, NonResourceAttributes {

    /** {@return the verb, for example {@code list}; for a plain path, the HTTP method in lower case} */
    String verb();

    /** {@return the namespace; empty for all namespaces at once, a resource without namespace, or a plain path} */
    String namespace();

    /**
     * {@return what an access review is about; attributes that it leaves out are empty}
     *
     * @param spec the spec of any access review
     * @see <a
     *     href="https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/subject-access-review-v1/">
     *     SubjectAccessReview</a>
     */
    @API(status = API.Status.INTERNAL)
    static RequestAttributes ofReview(JsonObject spec) {
        if (spec.has("nonResourceAttributes")) {
            JsonObject asked = Json.object(spec, "nonResourceAttributes");
            return new NonResourceAttributes(Json.text(asked, "verb"), Json.text(asked, "path"));
        }
        JsonObject asked = Json.object(spec, "resourceAttributes");
        return new ResourceAttributes(
                        Json.text(asked, "verb"),
                        Json.text(asked, "group"),
                        Json.text(asked, "resource"),
                        Json.text(asked, "subresource"),
                        Json.text(asked, "namespace"),
                        Json.text(asked, "name"))
                .selecting(
                        FieldSelector.ofReview(Json.object(asked, "fieldSelector")),
                        LabelSelector.ofReview(Json.object(asked, "labelSelector")));
    }

    /** {@return the spec of a SelfSubjectAccessReview about it, without empty attributes} */
    @API(status = API.Status.INTERNAL)
    default JsonObject reviewSpec() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        if (this instanceof ResourceAttributes resource) {
            attributes.put("namespace", resource.namespace());
            attributes.put("verb", resource.verb());
            attributes.put("group", resource.apiGroup());
            attributes.put("resource", resource.resource());
            attributes.put("subresource", resource.subresource());
            attributes.put("name", resource.name());
            attributes.put("fieldSelector", selector(resource.sentFieldSelector()));
            attributes.put("labelSelector", selector(resource.labelSelector()));
        } else if (this instanceof NonResourceAttributes url) {
            attributes.put("path", url.path());
            attributes.put("verb", url.verb());
        }
        attributes.values().removeIf(""::equals);
        String kind = this instanceof ResourceAttributes ? "resourceAttributes" : "nonResourceAttributes";
        return Json.object(Map.of(kind, attributes));
    }

    /** The API server reads a raw selector as it reads that of a request. */
    private static Object selector(String raw) {
        return raw.isEmpty() ? "" : Map.of("rawSelector", raw);
    }
}
