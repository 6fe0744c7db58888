package dev.kubeuser.access;

import java.time.Instant;
import java.util.Set;
import okhttp3.HttpUrl;

/**
 * A request that one of a user's clients sent, with the head of the answer. It has neither credential nor body.
 *
 * @param userName as whom: the user whose client it is, or whom its headers impersonate
 * @param groups what the credential or the headers say; the API server adds {@code system:authenticated}
 * @param method the HTTP method, for example {@code GET}
 * @param url path and query as the API server sees them, without what stands before them on an existing cluster; its host
 *     means nothing
 * @param time when it was sent
 * @param auditId the value of its header {@code Audit-ID}, by which the API server's audit log names it
 * @param answer code and headers; the body only of a 403, for it says who refused
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
