// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac;

import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import io.kubernetes.client.openapi.models.V1NonResourceAttributes;
import io.kubernetes.client.openapi.models.V1ResourceAttributes;
import io.kubernetes.client.openapi.models.V1SubjectAccessReview;
import io.kubernetes.client.openapi.models.V1SubjectAccessReviewSpec;
import java.util.List;

/** What both the API server and the evaluator are asked: may this user do this? */
public record Question(UserInfo user, RequestAttributes request) {

    V1SubjectAccessReview review() {
        V1SubjectAccessReviewSpec spec =
                new V1SubjectAccessReviewSpec().user(user.name()).groups(List.copyOf(user.groups()));
        if (request instanceof ResourceAttributes resource) {
            spec.resourceAttributes(attributes(resource));
        } else if (request instanceof NonResourceAttributes path) {
            spec.nonResourceAttributes(
                    new V1NonResourceAttributes().verb(path.verb()).path(path.path()));
        }
        return new V1SubjectAccessReview().spec(spec);
    }

    private static V1ResourceAttributes attributes(ResourceAttributes resource) {
        return new V1ResourceAttributes()
                .verb(resource.verb())
                .group(resource.apiGroup())
                .resource(resource.resource())
                .subresource(resource.subresource())
                .namespace(resource.namespace())
                .name(resource.name());
    }

    @Override
    public String toString() {
        return user + ": " + request;
    }
}
