package dev.kubeuser.coverage.internal.recording;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.coverage.TestCase;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServiceAccountName;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.Refusal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request of a subject under test that was answered with 403.
 *
 * @param auditId what identifies it
 * @param test the test that sent it, if known
 * @param user who may not do it
 * @param request the request
 * @param cause what refused it
 * @param missing what no authorizer allowed: the request, or what it needed too
 * @param message the server's words
 * @param time when it was sent
 */
record RefusedRequest(
        String auditId,
        @Nullable TestCase test,
        UserInfo user,
        RequestAttributes request,
        DenialCause cause,
        RequestAttributes missing,
        String message,
        Instant time) {

    private static final int FORBIDDEN = 403;

    /** Of a namespace that ends, which takes no new objects: a matter of time, not of permissions. */
    private static final String TERMINATING = "because it is being terminated";

    private static final Pattern IMPERSONATED =
            Pattern.compile("(?:^\\S+ \"([^\"]*)\" is forbidden: )?.* cannot impersonate"
                    + " resource \"([^\"]+)\" in API group \"([^\"]*)\"(?: in the namespace \"([^\"]+)\")?");

    /** In the words of constrained impersonation, which name the request instead of whom it acts as. */
    private static final String AS_SERVICE_ACCOUNT = " cannot impersonate-on:serviceaccount:";

    private static final String IMPERSONATE = "impersonate";
    private static final Pattern SIGNED =
            Pattern.compile("user not permitted to (approve|sign|attest) .*signerName \"([^\"]+)\"");
    private static final String RBAC = "rbac.authorization.k8s.io";

    /** Reads a client's report; empty if the request was not refused, or if the answer does not tell by whom. */
    static Optional<RefusedRequest> of(SentRequest sent, RunningTests tests) {
        if (sent.answer().code() != FORBIDDEN || sent.user().equals(UserInfo.anonymous())) {
            return Optional.empty();
        }
        UserInfo sender = sent.impersonation() == null
                ? sent.user()
                : sent.impersonation().sender();
        return new RequestInfo(sent.method(), sent.url())
                .attributes()
                .flatMap(request -> new Answer(
                                request,
                                Status.messageIn(sent.answer().body()),
                                ClientVerdict.on(sent, request).orElse(null),
                                RequestOutcome.of(sent).object(),
                                sent.impersonation() == null
                                        ? null
                                        : sent.impersonation().userName())
                        .read(
                                sent.auditId(),
                                tests.of(sent.thread(), sent.time()).orElse(null),
                                sender,
                                sent.user(),
                                sent.time(),
                                Refusal.of(sent.answer())));
    }

    /** Reads an event of the audit log, by the same rules. */
    static Optional<RefusedRequest> of(AuditEvent event, RunningTests tests) {
        if (event.code() != FORBIDDEN || !event.isLast()) {
            return Optional.empty();
        }
        String message = event.message();
        KubeResponse answer =
                new KubeResponse(event.verb(), FORBIDDEN, Map.of(), new Status("Forbidden", message, "").json());
        String holder = tests.hasHeld(event.sender())
                ? event.sender()
                : event.userInfo().name();
        return event.request()
                .flatMap(request -> new Answer(
                                request, message, event.decision().orElse(null), event.object(), null)
                        .read(
                                event.auditID(),
                                tests.holding(holder, event.received()).orElse(null),
                                event.user().userInfo(),
                                event.userInfo(),
                                event.received(),
                                Refusal.of(answer)));
    }

    /** Whether no rule is missing: a namespace is ending. */
    boolean isOfEndingNamespace() {
        return cause == DenialCause.ADMISSION && message.contains(TERMINATING);
    }

    /**
     * A refusal, to be read.
     *
     * @param request the request
     * @param message the server's words
     * @param allowed whether an authorizer allowed the request itself, if that is known
     * @param object the role or binding that it would have written, if it can be read
     * @param actsAs whom its headers impersonate, if they are known
     */
    private record Answer(
            RequestAttributes request,
            String message,
            @Nullable Boolean allowed,
            @Nullable JsonObject object,
            @Nullable String actsAs) {

        Optional<RefusedRequest> read(
                String auditId,
                @Nullable TestCase test,
                UserInfo sender,
                UserInfo user,
                Instant time,
                Refusal refusal) {
            return cause(refusal)
                    .map(cause -> new RefusedRequest(
                            auditId,
                            test,
                            cause == DenialCause.IMPERSONATION ? sender : user,
                            request,
                            cause,
                            missing(cause),
                            message,
                            time));
        }

        private Optional<DenialCause> cause(Refusal refusal) {
            if (Boolean.FALSE.equals(allowed)) {
                return Optional.of(DenialCause.AUTHORIZATION);
            }
            return switch (refusal) {
                case AUTHORIZATION ->
                    Optional.of(
                            allowed == null && message.contains(" cannot " + request.verb() + " ")
                                    ? DenialCause.AUTHORIZATION
                                    : DenialCause.CREATE);
                case IMPERSONATION -> Optional.of(DenialCause.IMPERSONATION);
                case ESCALATION -> Optional.of(DenialCause.ESCALATION);
                case SIGNER -> Optional.of(DenialCause.SIGNER);
                case ADMISSION -> Optional.of(DenialCause.ADMISSION);
                case UNKNOWN -> Optional.empty();
            };
        }

        private RequestAttributes missing(DenialCause cause) {
            return switch (cause) {
                case AUTHORIZATION, ADMISSION -> request;
                case CREATE -> request instanceof ResourceAttributes resource ? resource.withVerb("create") : request;
                case IMPERSONATION -> impersonated();
                case ESCALATION -> handedOut();
                case SIGNER -> signed();
            };
        }

        /** Returns what the server names or, if it names the request instead, whom a client's headers name. */
        private RequestAttributes impersonated() {
            Matcher matcher = IMPERSONATED.matcher(message);
            if (matcher.find()) {
                return ResourceAttributes.of(IMPERSONATE, matcher.group(3), matcher.group(2))
                        .in(Objects.requireNonNullElse(matcher.group(4), ""))
                        .named(Objects.requireNonNullElse(matcher.group(1), ""));
            }
            String other = actsAs;
            if (other != null) {
                return ServiceAccountName.ofUser(other)
                        .map(account -> ResourceAttributes.of(IMPERSONATE, "", "serviceaccounts")
                                .in(account.namespace())
                                .named(account.name()))
                        .orElseGet(() ->
                                ResourceAttributes.of(IMPERSONATE, "", "users").named(other));
            }
            return ResourceAttributes.of(
                    IMPERSONATE, "", message.contains(AS_SERVICE_ACCOUNT) ? "serviceaccounts" : "users");
        }

        /** A role needs {@code escalate}; a binding needs {@code bind} on its role, which only its object names. */
        private RequestAttributes handedOut() {
            if (!(request instanceof ResourceAttributes resource)) {
                return request;
            }
            if (!resource.resource().endsWith("bindings")) {
                return resource.withVerb("escalate");
            }
            ResourceAttributes any =
                    ResourceAttributes.of("bind", RBAC, "clusterroles").in(resource.namespace());
            return WrittenRoles.bound(resource, object)
                    .map(role -> (role.isClusterWide()
                                    ? any
                                    : ResourceAttributes.of("bind", RBAC, "roles")
                                            .in(resource.namespace()))
                            .named(role.name()))
                    .orElse(any);
        }

        private RequestAttributes signed() {
            Matcher matcher = SIGNED.matcher(message);
            return matcher.find()
                    ? ResourceAttributes.of(matcher.group(1), "certificates.k8s.io", "signers")
                            .named(matcher.group(2))
                    : ResourceAttributes.of("approve", "certificates.k8s.io", "signers");
        }
    }
}
