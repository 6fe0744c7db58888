package dev.kubeuser.record.internal;

import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import java.util.List;

/**
 * A request of a subject under test that was answered with 403, or a review that found too little.
 *
 * @param observed the request
 * @param user who may not do it
 * @param cause what refused it
 * @param missing what no authorizer allowed, at least one: the request, or what it needed too
 * @param authorizer the name of the webhook authorizer that denied it; empty if none did
 */
public record RefusedRequest(
        AttributedRequest observed,
        UserInfo user,
        DenialCause cause,
        List<RequestAttributes> missing,
        String authorizer) {

    /** Of a namespace that ends, which takes no new objects: a matter of time, not of permissions. */
    private static final String TERMINATING = "because it is being terminated";

    /** Whether no rule is missing: a namespace is ending. */
    boolean isOfEndingNamespace() {
        return cause == DenialCause.ADMISSION && observed.message().contains(TERMINATING);
    }

    /** The name of the object that the subject has no permission for; empty if there is none. */
    String name() {
        return Denial.name(missing.get(0));
    }
}
