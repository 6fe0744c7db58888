// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access.internal;

import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.rbac.UserInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Hears each request that clients of a cluster's users send, as soon as its answer begins, in the thread that waits for
 * it. Does not hear the administrator's requests: they set the stage.
 */
@FunctionalInterface
public interface RequestListener {

    /**
     * Hears that a request is about to be sent, in the thread that sends it. Its client may report the answer after the
     * test has ended, or never.
     *
     * @param auditId the request's header {@code Audit-ID}
     */
    default void begun(String auditId) {}

    /**
     * Hears a request.
     *
     * @param request the request, with the head of its answer
     */
    void sent(SentRequest request);

    /**
     * Hears what an assertion on the answer expects of a request.
     *
     * @param auditId the request's header {@code Audit-ID}
     * @param outcome the outcome without which the test would fail
     */
    default void expected(String auditId, ExpectedOutcome outcome) {}

    /**
     * Hears that a request only asked whether it is allowed, as a dry run does: its refusal is an answer, not a denial.
     *
     * @param auditId the request's header {@code Audit-ID}
     */
    default void probed(String auditId) {}

    /**
     * Finds the change of the policy that would allow a request.
     *
     * @param auditId the header {@code Audit-ID} of a request that was refused
     * @return the change as lines, with the nearest rule; empty if this listener does not know it
     */
    default List<String> changeFor(String auditId) {
        return List.of();
    }

    /**
     * Adds a listener to the clients of all users of a cluster, for as long as the cluster runs.
     *
     * @param cluster the cluster
     * @param listener the listener; several threads call it
     */
    static void listen(Cluster cluster, RequestListener listener) {
        ClusterContext.of(cluster).listeners().add(listener);
    }

    /**
     * The listeners of one cluster. If one throws, the others still hear, and the test still gets its answer.
     * Thread-safe.
     */
    static final class RequestListeners implements RequestListener {

        private static final System.Logger LOG = System.getLogger(RequestListeners.class.getName());

        private final List<RequestListener> listeners = new CopyOnWriteArrayList<>();

        void add(RequestListener listener) {
            listeners.add(listener);
        }

        void remove(RequestListener listener) {
            listeners.remove(listener);
        }

        @Override
        public void begun(String auditId) {
            notifyEach(listener -> listener.begun(auditId));
        }

        @Override
        public void sent(SentRequest request) {
            notifyEach(listener -> listener.sent(request));
        }

        @Override
        public void expected(String auditId, ExpectedOutcome outcome) {
            notifyEach(listener -> listener.expected(auditId, outcome));
        }

        @Override
        public void probed(String auditId) {
            notifyEach(listener -> listener.probed(auditId));
        }

        @Override
        public List<String> changeFor(String auditId) {
            return listeners.stream()
                    .map(listener -> listener.changeFor(auditId))
                    .filter(lines -> !lines.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }

        private void notifyEach(Consumer<RequestListener> message) {
            for (RequestListener listener : listeners) {
                try {
                    message.accept(listener);
                } catch (RuntimeException failure) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "kubeuser: a request was not recorded, so the report may lack it",
                            failure);
                }
            }
        }
    }

    /** The authorization that an assertion on an answer expects: with another decision, the test would fail. */
    enum ExpectedOutcome {
        /** An authorizer allowed the request. */
        AUTHORIZED,
        /** The answer is a success: an authorizer allowed the request, and the additional checks passed. */
        SUCCESS,
        /** No authorizer allowed the request. */
        NOT_AUTHORIZED,
        /**
         * The answer is 403. Authorizers give most of these; admission and additional checks of RBAC give the others.
         */
        FORBIDDEN;

        private static final int FIRST_ERROR = 400;
        private static final int FORBIDDEN_CODE = 403;
        private static final Set<Integer> ERRORS_PAST_AUTHORIZATION =
                Set.of(400, 404, 405, 406, 409, 410, 413, 415, 422);

        /**
         * {@return what a test that expects this status code expects of authorization; empty if the code says nothing
         * about it, such as 401, 429 or 500}
         *
         * @param code an HTTP status code
         */
        public static Optional<ExpectedOutcome> impliedBy(int code) {
            if (code == FORBIDDEN_CODE) {
                return Optional.of(FORBIDDEN);
            }
            if (code < FIRST_ERROR) {
                return Optional.of(SUCCESS);
            }
            return isPastAuthorization(code) ? Optional.of(AUTHORIZED) : Optional.empty();
        }

        /**
         * {@return whether the API server gives this code only to authorized requests: a success, or an error that
         * comes after authorization, such as 404, 409 or 422}
         *
         * @param code an HTTP status code; 403 is not among them, although admission also gives it after authorization
         */
        public static boolean isPastAuthorization(int code) {
            return code < FIRST_ERROR || ERRORS_PAST_AUTHORIZATION.contains(code);
        }
    }

    /**
     * A request that a user's client sent, with the head of the answer. It contains no credential. It contains a body
     * only for objects that the API server checks a second time: roles, bindings, CertificateSigningRequests, admission
     * policies; and access reviews. Of other objects it contains only the owner references.
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
     * @param isOwnReview whether it is an access review of an assertion, which reports its answer itself
     */
    record SentRequest(
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
         * Tags an access review that an assertion sends with a user's client. Reports say what a user asks for; a
         * question of an assertion is not among that.
         */
        public enum OwnReview {
            /** The tag of such a request. */
            TAG
        }
    }
}
