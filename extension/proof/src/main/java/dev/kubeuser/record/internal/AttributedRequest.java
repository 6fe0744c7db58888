// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.record.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.RequestListener.ExpectedOutcome;
import dev.kubeuser.access.internal.RequestListener.SentRequest;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of a user, and the test that sent it, as its client reported it or as the audit log has it.
 *
 * @param auditId what identifies it
 * @param time when it was sent
 * @param test the test that sent it, if known
 * @param sender the user whose credential it had
 * @param user who it is authorized as
 * @param impersonation the user that a user under test impersonated, if any
 * @param constraint the mode of impersonation, as the audit log has it: a verb, or empty for {@code impersonate}; null
 *     if only the client reported the request
 * @param request what authorizers are asked
 * @param allowed whether an authorizer allowed that, if that is known
 * @param code the HTTP status code
 * @param message the server's words about a failure
 * @param refusal who refused it; {@code null} if there is no impersonation
 * @param object what it wrote or tried to write, or the owners of that, if it can be read
 * @param review the access review that it was; {@code null} if it was something else
 * @param ignoresReadErrors whether it deletes an object that cannot be read
 * @param program the program that sent it, by its user agent; empty if that is not known
 */
record AttributedRequest(
        String auditId,
        Instant time,
        @Nullable TestCase test,
        UserInfo sender,
        UserInfo user,
        @Nullable Impersonation impersonation,
        @Nullable String constraint,
        RequestAttributes request,
        @Nullable Boolean allowed,
        int code,
        String message,
        @Nullable Refusal refusal,
        @Nullable JsonObject object,
        @Nullable AccessReview review,
        boolean ignoresReadErrors,
        String program) {

    private static final int FIRST_ERROR = 400;
    private static final int CREATED = 201;
    private static final int FORBIDDEN = 403;
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);
    private static final Set<Integer> CONFLICTS = Set.of(409, 422);

    /** Reads a client's report; empty if the request never reaches authorizers. */
    static Optional<AttributedRequest> of(SentRequest sent, RunningTests tests) {
        KubeResponse answer = sent.answer();
        boolean isForbidden = answer.code() == FORBIDDEN;
        Impersonation impersonation = sent.impersonation();
        JsonElement content = parsed(sent.object());
        return new RequestInfo(sent.method(), sent.url())
                .attributes()
                .map(request -> new AttributedRequest(
                        sent.auditId(),
                        sent.time(),
                        tests.of(sent.thread(), sent.time()).orElse(null),
                        impersonation == null ? sent.user() : impersonation.sender(),
                        sent.user(),
                        impersonation,
                        null,
                        request,
                        allowed(sent, request).orElse(null),
                        answer.code(),
                        isForbidden ? Status.messageIn(answer.body()) : "",
                        isForbidden ? Refusal.of(answer) : null,
                        content instanceof JsonObject object ? object : null,
                        content instanceof JsonArray both && both.size() == 2
                                ? review(request, answer.code(), sent.user(), both.get(0), both.get(1))
                                : null,
                        new RequestInfo(sent.method(), sent.url()).ignoresReadErrors(),
                        ""));
    }

    /**
     * Whether it was authorized, as its client sees it. Empty if the answer does not show that: for 401, 429, a server
     * failure, or a refusal by something other than an authorizer.
     */
    private static Optional<Boolean> allowed(SentRequest sent, RequestAttributes request) {
        KubeResponse answer = sent.answer();
        if (answer.code() != FORBIDDEN) {
            return ExpectedOutcome.isPastAuthorization(answer.code()) ? Optional.of(true) : Optional.empty();
        }
        return isWatchWithoutWords(sent, request) ? Optional.of(false) : allowed(answer, request.verb());
    }

    /** The refusal of a web socket comes without a body. Only authorizers refuse a watch: admission is not asked. */
    private static boolean isWatchWithoutWords(SentRequest sent, RequestAttributes request) {
        return sent.answer().body().isEmpty()
                && sent.impersonation() == null
                && request.verb().equals("watch");
    }

    /** A refusal that names another verb, or none, comes from an additional check; the first check may have passed. */
    private static Optional<Boolean> allowed(KubeResponse answer, String verb) {
        return switch (Refusal.of(answer)) {
            case ADMISSION, ESCALATION, OWNER, SIGNER -> Optional.of(true);
            case AUTHORIZATION ->
                answer.body().contains(" cannot " + verb + " ") ? Optional.of(false) : Optional.empty();
            case IMPERSONATION, UNKNOWN -> Optional.empty();
        };
    }

    private static @Nullable JsonElement parsed(String json) {
        try {
            return JsonParser.parseString(json);
        } catch (JsonParseException other) {
            return null;
        }
    }

    /**
     * Reads an event of the audit log, by the same rules; empty if the request never reaches authorizers. Impersonation
     * is read only if the sender is a user of a test.
     */
    static Optional<AttributedRequest> of(AuditEvent event, RunningTests tests) {
        boolean isOfTest = tests.hasHeld(event.sender());
        String holder = isOfTest ? event.sender() : event.userInfo().name();
        return of(
                event,
                isOfTest,
                event.decision(),
                tests.sender(event.auditID())
                        .or(() -> tests.holding(holder, event.received()))
                        .orElse(null));
    }

    /**
     * Reads an event of a cluster on which no tests ran, with impersonation by any sender. A success for which the log
     * has no decision was allowed.
     */
    static Optional<AttributedRequest> of(AuditEvent event) {
        Optional<Boolean> allowed = event.isSuccess() ? Optional.of(true) : Optional.empty();
        return of(event, true, event.decision().or(() -> allowed), null);
    }

    private static Optional<AttributedRequest> of(
            AuditEvent event, boolean isWithImpersonation, Optional<Boolean> allowed, @Nullable TestCase test) {
        return event.request()
                .map(request -> new AttributedRequest(
                        event.auditID(),
                        event.received(),
                        test,
                        event.user().userInfo(),
                        event.userInfo(),
                        isWithImpersonation ? event.impersonation().orElse(null) : null,
                        event.impersonationConstraint(),
                        request,
                        allowed.orElse(null),
                        event.code(),
                        event.message(),
                        refusal(event),
                        event.object(),
                        review(request, event.code(), event.userInfo(), event.requestObject(), event.responseObject()),
                        event.ignoresReadErrors(),
                        event.program()));
    }

    private static @Nullable Refusal refusal(AuditEvent event) {
        return event.code() == FORBIDDEN
                ? Refusal.of(KubeResponse.of(
                        event.verb(), FORBIDDEN, Map.of(), new Status("Forbidden", event.message(), "").json()))
                : null;
    }

    private static @Nullable AccessReview review(
            RequestAttributes request,
            int code,
            UserInfo user,
            @Nullable JsonElement sent,
            @Nullable JsonElement answered) {
        return code < FIRST_ERROR && AccessReview.is(request) && sent instanceof JsonObject question
                ? new AccessReview(user, question, answered instanceof JsonObject answer ? answer : new JsonObject())
                : null;
    }

    /**
     * Returns the request with the data of the audit log, which takes precedence. The log has objects only if its audit
     * policy includes them.
     */
    AttributedRequest as(AuditEvent event) {
        JsonObject logged = event.object();
        return new AttributedRequest(
                auditId,
                time,
                test,
                sender,
                event.userInfo(),
                impersonation,
                event.impersonationConstraint(),
                event.request().orElse(request),
                event.decision().orElse(null),
                event.code(),
                event.message(),
                refusal(event),
                logged == null ? object : logged,
                review,
                ignoresReadErrors,
                event.program());
    }

    /** Whether it is a question of a user about itself without impersonation, which is no access. */
    boolean isAboutOneself() {
        return AccessReview.isOfOneself(request) && !isImpersonated();
    }

    boolean isSuccess() {
        return code < FIRST_ERROR;
    }

    boolean isCreation() {
        return code == CREATED;
    }

    boolean isRefusal() {
        return REFUSALS.contains(code);
    }

    /** Whether it was sent by one user, and authorized as another. */
    private boolean isImpersonated() {
        return impersonation != null || !user.equals(sender);
    }

    /**
     * Whether the additional check was passed. For a whole object, as in an apply, it comes before conflicts are
     * detected.
     */
    boolean isPastAdditionalCheck() {
        boolean isWhole = !request.verb().equals("patch") || (object != null && object.has("kind"));
        return isSuccess() || (isWhole && CONFLICTS.contains(code));
    }
}
