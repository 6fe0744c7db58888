package dev.kubeuser.review.internal;

import dev.kubeuser.discovery.internal.ProtoMessage;
import dev.kubeuser.rbac.NonResourceAttributes;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.UserInfo;

/**
 * What an access review is about, in the messages of the API.
 *
 * @param request what is asked for
 * @see <a href="https://github.com/kubernetes/api/blob/master/authorization/v1/generated.proto">The messages</a>
 */
record ReviewedAttributes(RequestAttributes request) {

    // Fields of the spec.
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int NON_RESOURCE_ATTRIBUTES = 2;
    private static final int USER = 3;
    private static final int GROUPS = 4;

    // Fields of the attributes of a resource, and of those of a URL.
    private static final int NAMESPACE = 1;
    private static final int VERB = 2;
    private static final int GROUP = 3;
    private static final int RESOURCE = 5;
    private static final int SUBRESOURCE = 6;
    private static final int NAME = 7;
    private static final int PATH = 1;

    /** The spec of a SelfSubjectAccessReview. */
    ProtoMessage spec() {
        if (request instanceof ResourceAttributes resource) {
            return ProtoMessage.empty().with(RESOURCE_ATTRIBUTES, message(resource));
        }
        return ProtoMessage.empty().with(NON_RESOURCE_ATTRIBUTES, message((NonResourceAttributes) request));
    }

    /** The spec of a SubjectAccessReview. */
    ProtoMessage spec(UserInfo userInfo) {
        return spec().with(USER, userInfo.name()).with(GROUPS, userInfo.groups());
    }

    private static ProtoMessage message(ResourceAttributes resource) {
        return ProtoMessage.empty()
                .with(NAMESPACE, resource.namespace())
                .with(VERB, resource.verb())
                .with(GROUP, resource.apiGroup())
                .with(RESOURCE, resource.resource())
                .with(SUBRESOURCE, resource.subresource())
                .with(NAME, resource.name());
    }

    private static ProtoMessage message(NonResourceAttributes url) {
        return ProtoMessage.empty().with(PATH, url.path()).with(VERB, url.verb());
    }
}
