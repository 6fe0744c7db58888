package dev.kubeuser.denials.internal;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeResponse;
import dev.kubeuser.access.internal.Impersonation;
import dev.kubeuser.access.internal.SentRequest;
import dev.kubeuser.audit.internal.AccessReview;
import dev.kubeuser.audit.internal.AuditEvent;
import dev.kubeuser.audit.internal.ClientVerdict;
import dev.kubeuser.audit.internal.Kinds;
import dev.kubeuser.audit.internal.RequestInfo;
import dev.kubeuser.audit.internal.RequestOutcome;
import dev.kubeuser.base.internal.Status;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.RequestAttributes;
import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.Refusal;
import dev.kubeuser.run.TestCase;
import dev.kubeuser.run.internal.RunningTests;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was refused, and what was missing, from the reports of clients and the audit log. Thread-safe.
 *
 * @param tests tells which test asked
 * @param features what the API server checks that some versions do not
 * @param kinds the resources of the kinds of its objects
 * @param policyAt the policy under test at a time
 * @param clusterPolicy the policy of the cluster now, which has what no manifest says
 * @param webhooks what webhook authorizers decided
 */
public record RefusalReader(
        RunningTests tests,
        Set<ServerFeature> features,
        Kinds kinds,
        Function<Instant, RbacPolicy> policyAt,
        Supplier<RbacPolicy> clusterPolicy,
        DecidingWebhook webhooks) {

    private static final System.Logger LOG = System.getLogger(RefusalReader.class.getName());
    private static final int FORBIDDEN = 403;
    private static final int FIRST_ERROR = 400;

    /** The end of the path to which a subject posts to be told its rules. */
    public static final String RULES_REVIEWS = "/selfsubjectrulesreviews";

    /** Reads a client's report; empty if nothing was refused, or if the answer does not tell by whom. */
    public Optional<RefusedRequest> read(SentRequest sent) {
        if (sent.answer().code() < FIRST_ERROR && sent.url().encodedPath().endsWith(RULES_REVIEWS)) {
            return review(
                    AccessReview.lackingForElection(sent),
                    sent.auditId(),
                    tests.of(sent.thread(), sent.time()).orElse(null),
                    sent.user(),
                    sent.time());
        }
        if (sent.answer().code() != FORBIDDEN || sent.user().equals(UserInfo.anonymous())) {
            return Optional.empty();
        }
        UserInfo sender = sent.impersonation() == null
                ? sent.user()
                : sent.impersonation().sender();
        return new RequestInfo(sent.method(), sent.url())
                .attributes()
                .flatMap(request -> refused(
                        new Answer(
                                sent.auditId(),
                                tests.of(sent.thread(), sent.time()).orElse(null),
                                sent.time(),
                                sender,
                                sent.user(),
                                request,
                                Status.messageIn(sent.answer().body()),
                                ClientVerdict.on(sent, request).orElse(null),
                                RequestOutcome.of(sent).object(),
                                sent.impersonation()),
                        Refusal.of(sent.answer())));
    }

    /** Reads an event of the audit log, by the same rules. */
    public Optional<RefusedRequest> read(AuditEvent event) {
        if (!event.isLast()) {
            return Optional.empty();
        }
        if (event.code() < FIRST_ERROR && event.requestURI().endsWith(RULES_REVIEWS)) {
            return review(
                    AccessReview.lackingForElection(event),
                    event.auditID(),
                    tests.holding(event.userInfo().name(), event.received()).orElse(null),
                    event.userInfo(),
                    event.received());
        }
        if (event.code() != FORBIDDEN) {
            return Optional.empty();
        }
        String message = event.message();
        KubeResponse answer =
                KubeResponse.of(event.verb(), FORBIDDEN, Map.of(), new Status("Forbidden", message, "").json());
        String holder = tests.hasHeld(event.sender())
                ? event.sender()
                : event.userInfo().name();
        return event.request()
                .flatMap(request -> refused(
                        new Answer(
                                event.auditID(),
                                tests.holding(holder, event.received()).orElse(null),
                                event.received(),
                                event.user().userInfo(),
                                event.userInfo(),
                                request,
                                message,
                                event.decision().orElse(null),
                                event.object(),
                                null),
                        Refusal.of(answer)))
                .map(refused -> refused.by(event.program()));
    }

    private static Optional<RefusedRequest> review(
            List<RequestAttributes> lacking, String auditId, @Nullable TestCase test, UserInfo user, Instant time) {
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of(new RefusedRequest(
                        auditId,
                        test,
                        user,
                        ResourceAttributes.of("create", "authorization.k8s.io", "selfsubjectrulesreviews"),
                        DenialCause.REVIEW,
                        lacking,
                        "",
                        "",
                        time,
                        ""));
    }

    /** What cannot be read from the cluster, as when it ends, is not known. */
    private RbacPolicy ofCluster() {
        try {
            return clusterPolicy.get();
        } catch (RuntimeException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: a denial is explained by the manifests alone", unreadable);
            return RbacPolicy.builder().build();
        }
    }

    /**
     * A refusal, to be read.
     *
     * @param auditId what identifies the request
     * @param test the test that sent it, if known
     * @param time when it was sent
     * @param sender the user whose credential it had
     * @param user who it would have been authorized as
     * @param request the request
     * @param message the server's words
     * @param allowed whether an authorizer allowed the request itself, if that is known
     * @param object the role or binding that it would have written, or the owners of another object, if that can be read
     * @param impersonation whom its headers impersonate, if they are known
     */
    private record Answer(
            String auditId,
            @Nullable TestCase test,
            Instant time,
            UserInfo sender,
            UserInfo user,
            RequestAttributes request,
            String message,
            @Nullable Boolean allowed,
            @Nullable JsonObject object,
            @Nullable Impersonation impersonation) {

        Optional<DenialCause> cause(Refusal refusal) {
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
                case OWNER -> Optional.of(DenialCause.OWNER);
                case ADMISSION -> Optional.of(DenialCause.ADMISSION);
                case UNKNOWN -> Optional.empty();
            };
        }
    }

    private Optional<RefusedRequest> refused(Answer answer, Refusal refusal) {
        Optional<DenialCause> found = answer.cause(refusal);
        String webhook = found.filter(cause -> cause == DenialCause.AUTHORIZATION)
                .flatMap(cause -> webhooks.of(answer.user(), answer.request()))
                .orElse("");
        return found.map(cause -> webhook.isEmpty() ? cause : DenialCause.AUTHORIZER)
                .map(cause -> new RefusedRequest(
                        answer.auditId(),
                        answer.test(),
                        cause == DenialCause.IMPERSONATION ? answer.sender() : answer.user(),
                        answer.request(),
                        cause,
                        missing(answer, cause),
                        webhook,
                        answer.message(),
                        answer.time(),
                        ""));
    }

    private List<RequestAttributes> missing(Answer answer, DenialCause cause) {
        RequestAttributes request = answer.request();
        return switch (cause) {
            case ADMISSION, AUTHORIZER, REVIEW -> List.of(request);
            case AUTHORIZATION -> access(answer, answer.user()).unauthorized();
            case CREATE ->
                List.of(request instanceof ResourceAttributes resource ? resource.withVerb("create") : request);
            case IMPERSONATION -> access(answer, answer.sender()).impersonated();
            case ESCALATION -> access(answer, answer.user()).handedOut();
            case SIGNER -> access(answer, answer.user()).signed();
            case OWNER -> access(answer, answer.user()).owned(kinds);
        };
    }

    private MissingAccess access(Answer answer, UserInfo checked) {
        return new MissingAccess(
                answer.request(),
                answer.message(),
                answer.object(),
                answer.impersonation(),
                checked,
                List.of(() -> policyAt.apply(answer.time()), this::ofCluster),
                features);
    }
}
