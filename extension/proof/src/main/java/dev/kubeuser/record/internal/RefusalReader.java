package dev.kubeuser.record.internal;

import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads what was refused, and what was missing, from the reports of clients and the audit log. Thread-safe.
 *
 * @param features what the API server checks that some versions do not
 * @param kinds the resources of the kinds of its objects
 * @param policyAt the policy under test at a time
 * @param clusterPolicy the policy of the cluster now, which has what no manifest says
 * @param webhooks what webhook authorizers decided
 */
public record RefusalReader(
        Set<ServerFeature> features,
        Kinds kinds,
        Function<Instant, RbacPolicy> policyAt,
        Supplier<RbacPolicy> clusterPolicy,
        DecidingWebhook webhooks) {

    private static final System.Logger LOG = System.getLogger(RefusalReader.class.getName());

    /** Returns what was refused; empty if nothing was, or if the answer does not tell by whom. */
    public Optional<RefusedRequest> read(AttributedRequest observed) {
        AccessReview review = observed.review();
        List<RequestAttributes> lacking = review == null ? List.of() : review.lackingForElection();
        if (!lacking.isEmpty()) {
            return Optional.of(new RefusedRequest(observed, observed.user(), DenialCause.REVIEW, lacking, ""));
        }
        Refusal refusal = observed.refusal();
        return refusal == null || observed.user().equals(UserInfo.anonymous())
                ? Optional.empty()
                : cause(observed, refusal).map(cause -> refused(observed, cause));
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

    private static Optional<DenialCause> cause(AttributedRequest observed, Refusal refusal) {
        if (Boolean.FALSE.equals(observed.allowed())) {
            return Optional.of(DenialCause.AUTHORIZATION);
        }
        return switch (refusal) {
            case AUTHORIZATION ->
                Optional.of(
                        observed.allowed() == null
                                        && observed.message()
                                                .contains(" cannot "
                                                        + observed.request().verb() + " ")
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

    private RefusedRequest refused(AttributedRequest observed, DenialCause found) {
        String webhook = found == DenialCause.AUTHORIZATION
                ? webhooks.of(observed.user(), observed.request()).orElse("")
                : "";
        DenialCause cause = webhook.isEmpty() ? found : DenialCause.AUTHORIZER;
        UserInfo checked = cause == DenialCause.IMPERSONATION ? observed.sender() : observed.user();
        return new RefusedRequest(observed, checked, cause, missing(observed, checked, cause), webhook);
    }

    private List<RequestAttributes> missing(AttributedRequest observed, UserInfo checked, DenialCause cause) {
        RequestAttributes request = observed.request();
        MissingAccess access = new MissingAccess(
                observed, checked, List.of(() -> policyAt.apply(observed.time()), this::ofCluster), features);
        return switch (cause) {
            case ADMISSION, AUTHORIZER, REVIEW -> List.of(request);
            case AUTHORIZATION -> access.unauthorized();
            case CREATE ->
                List.of(request instanceof ResourceAttributes resource ? resource.withVerb("create") : request);
            case IMPERSONATION -> access.impersonated();
            case ESCALATION -> access.handedOut();
            case SIGNER -> access.signed();
            case OWNER -> access.owned(kinds);
        };
    }
}
