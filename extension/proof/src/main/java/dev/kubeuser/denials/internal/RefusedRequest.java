package dev.kubeuser.denials.internal;

import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.run.TestCase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of a subject under test that was answered with 403.
 *
 * @param auditId what identifies it
 * @param test the test that sent it, if known
 * @param user who may not do it
 * @param request the request
 * @param cause what refused it
 * @param missing what no authorizer allowed, at least one: the request, or what it needed too
 * @param authorizer the name of the webhook authorizer that denied it; empty if none did
 * @param message the server's words
 * @param time when it was sent
 * @param program what sent it, as it says itself; empty if that is not known
 */
public record RefusedRequest(
        String auditId,
        @Nullable TestCase test,
        UserInfo user,
        RequestAttributes request,
        DenialCause cause,
        List<RequestAttributes> missing,
        String authorizer,
        String message,
        Instant time,
        String program) {

    /** Of a namespace that ends, which takes no new objects: a matter of time, not of permissions. */
    private static final String TERMINATING = "because it is being terminated";

    /** The same, sent by a program. */
    RefusedRequest by(String sender) {
        return new RefusedRequest(auditId, test, user, request, cause, missing, authorizer, message, time, sender);
    }

    /** Whether no rule is missing: a namespace is ending. */
    boolean isOfEndingNamespace() {
        return cause == DenialCause.ADMISSION && message.contains(TERMINATING);
    }

    /** The name of the object that the subject has no permission for; empty if there is none. */
    String name() {
        return Denial.name(missing.get(0));
    }
}
