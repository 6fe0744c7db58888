package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeResponse;
import java.time.Instant;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * A request that a client of a user sent, with the head of the answer. It contains neither credential nor body.
 *
 * @param userName the user whose client sent it, or whom its headers impersonate
 * @param groups from the credential or the headers; the API server adds {@code system:authenticated}
 * @param method the HTTP method, for example {@code GET}
 * @param url path and query as the API server sees them, without a proxy's prefix; ignore its host
 * @param time when it was sent
 * @param auditId its header {@code Audit-ID}, which identifies it in the API server's audit log
 * @param answer code and headers; the body only of a 403, where it says who refused
 */
public record SentRequest(
        String userName,
        Set<String> groups,
        String method,
        HttpUrl url,
        Instant time,
        String auditId,
        KubeResponse answer) {

    /** Copies the groups. */
    public SentRequest {
        groups = Set.copyOf(groups);
    }
}
