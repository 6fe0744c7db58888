package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.rbac.UserInfo;
import java.time.Instant;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A request that a user's client sent, with the head of the answer. It contains no credential. It contains a body only
 * for objects that the API server checks a second time: roles, bindings, CertificateSigningRequests, policies of admission;
 * and access reviews. Of other objects it contains only the owner references.
 *
 * @param user who it is authorized as: the user whose client sent it, or the one its headers impersonate
 * @param impersonation what the test's own headers ask for, if the user under test impersonates another user
 * @param method the HTTP method, for example {@code GET}
 * @param url path and query as the API server sees them, without a proxy's prefix; ignore its host
 * @param thread the thread that sent it
 * @param time when it was sent
 * @param auditId its header {@code Audit-ID}, which identifies it in the API server's audit log
 * @param object the object that it writes, as JSON: on success as the server returns it, otherwise as it was sent;
 *     an access review that succeeds as an array of both; empty for other objects, and if neither is short and JSON
 * @param answer code and headers; the body only of a 403, where it says who refused
 * @param isOwnReview whether it is an access review of an assertion, which tells its answer itself
 */
public record SentRequest(
        UserInfo user,
        @Nullable Impersonation impersonation,
        String method,
        HttpUrl url,
        Thread thread,
        Instant time,
        String auditId,
        String object,
        KubeResponse answer,
        boolean isOwnReview) {

    /**
     * Tags an access review that an assertion sends with a user's client. Reports say what a user asks for; a question of an
     * assertion is not among that.
     */
    public enum OwnReview {
        /** The tag of such a request. */
        TAG
    }
}
