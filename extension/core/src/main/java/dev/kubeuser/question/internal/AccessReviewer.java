// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.question.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.AccessCheckListener;
import dev.kubeuser.access.internal.AccessCheckListener.AccessCheck;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.access.internal.RequestListener.SentRequest.OwnReview;
import dev.kubeuser.auth.internal.AuthorizerWebhooks;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.query.AccessQuery;
import dev.kubeuser.query.AccessQueryException;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.question.ReviewedSubject;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.request.RequestAttributes;
import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reviews the access of one user: asks the API server and notifies the listeners. Asks with the user's own credential,
 * so that authentication and groups are the real ones; about a subject that cannot ask, as the administrator.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access">Checking
 *     API access</a>
 */
public final class AccessReviewer {

    private static final String GROUP_VERSION = "authorization.k8s.io/v1";
    private static final String ANONYMOUS = "system:anonymous";
    private static final String SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String RBAC = "RBAC: ";
    private static final String ANOTHER = "another authorizer than RBAC";
    private static final int UNAUTHORIZED = 401;

    private final ClusterContext context;
    private final @Nullable KubeAccess access;
    private final @Nullable UserInfo subject;
    private final ApiRequests requests;

    /**
     * Reviews a user, a subject or both.
     *
     * @param access of the user, if there is one
     * @param subject the subject that the administrator asks about, with all groups: the server adds none; null if the
     *     user asks
     */
    private AccessReviewer(
            ClusterContext context, @Nullable KubeAccess access, @Nullable UserInfo subject, ApiRequests requests) {
        this.context = context;
        this.access = access;
        this.subject = subject;
        this.requests = requests;
    }

    public static AccessReviewer of(KubeAccess access) {
        ClusterContext context = access.context();
        return isAnonymous(access)
                ? new AccessReviewer(
                        context, access, UserInfo.anonymous(), context.cluster().adminRequests())
                : new AccessReviewer(context, access, null, new ApiRequests(access.httpClient(), access.baseUrl()));
    }

    /** Whether requests arrive as anonymous. The server refuses their self reviews with 403. */
    private static boolean isAnonymous(KubeAccess access) {
        return access.name().equals(ANONYMOUS)
                && access.request("POST", SELF, "{}").code() != UNAUTHORIZED;
    }

    public static AccessReviewer of(ReviewedSubject subject) {
        ClusterContext context = ClusterContext.of(subject.cluster());
        return new AccessReviewer(
                context, null, subject.userInfo(), context.cluster().adminRequests());
    }

    /** What questions to this cluster rest on. */
    public ClusterContext context() {
        return context;
    }

    /** The policy of the cluster now; listed only if it may have changed. */
    public RbacPolicy policy() {
        return ListedPolicy.of(context.cluster()).now();
    }

    /** The user as the API server knows it, asked once for each access: a credential does not change its user. */
    public UserInfo userInfo() {
        return access == null
                ? identity().user()
                : access.userInfo(() -> identity().user());
    }

    /** All that the API server knows of the user, asked now: a credential may have expired. */
    public WhoAmI.Identity identity() {
        if (subject != null) {
            return new WhoAmI.Identity(subject, "", Map.of());
        }
        try {
            return WhoAmI.identify(requests);
        } catch (ApiException refusal) {
            throw unanswered("who " + access + " is", refusal);
        }
    }

    /** Asks until the answer is as expected or the timeout has passed, and reports the last answer. */
    public ReviewAnswer ask(AccessQuery query, boolean expected, Duration timeout) {
        context.requireAnswerable(query);
        ReviewAnswer answer = Deadline.in(timeout).poll(() -> answer(query), given -> given.isAllowed() == expected);
        report(query, expected, answer.isAllowed());
        return answer;
    }

    /** Asks all at once, without a check and without a report. */
    public List<ReviewAnswer> askAll(List<AccessQuery> queries) {
        return InFlight.QUESTIONS.ask(queries, this::answer);
    }

    /** Asks without a check and without a report. */
    public ReviewAnswer answer(AccessQuery query) {
        String kind = subject == null ? "SelfSubjectAccessReview" : "SubjectAccessReview";
        JsonObject review = Json.object(Map.of("apiVersion", GROUP_VERSION, "kind", kind, "spec", spec(query)));
        Request.Builder request = new Request.Builder()
                .url(requests.url("apis/" + GROUP_VERSION, kind.toLowerCase(Locale.ROOT) + "s"))
                .tag(OwnReview.class, OwnReview.TAG);
        try {
            JsonObject answer = requests.post(request, review);
            requireSelectorsSeen(query, Json.object(answer, "spec"));
            return ReviewAnswer.of(query, answer);
        } catch (ApiException refusal) {
            throw unanswered("whether " + (subject == null ? access : subject) + " can " + query, refusal);
        }
    }

    /** A server that does not show selectors to authorizers removes them from the review. */
    private static void requireSelectorsSeen(AccessQuery query, JsonObject answered) {
        boolean isSelecting =
                !query.fieldSelector().isEmpty() || !query.labelSelector().isEmpty();
        if (isSelecting && !RequestAttributes.ofReview(answered).equals(query.attributes())) {
            throw new AccessQueryException("This API server does not show selectors to authorizers, and would answer \""
                    + query + "\" as if there were none: Kubernetes does from v1.32 on, up to v1.33 only with the"
                    + " feature gate AuthorizeWithSelectors");
        }
    }

    private JsonObject spec(AccessQuery query) {
        JsonObject spec = query.attributes().reviewSpec();
        if (subject != null) {
            if (!subject.name().isEmpty()) {
                spec.addProperty("user", subject.name());
            }
            JsonArray groups = new JsonArray();
            subject.groups().forEach(groups::add);
            spec.add("groups", groups);
        }
        return spec;
    }

    /** With the reason of a 401, if the credential has expired. */
    private AccessReviewException unanswered(String question, ApiException refusal) {
        Optional<String> reason =
                access == null || refusal.getCode() != UNAUTHORIZED ? Optional.empty() : access.expired();
        return new AccessReviewException(
                "The API server did not say " + question + ": " + ApiRequests.describe(refusal)
                        + reason.map(known -> "\n" + known).orElse(""),
                refusal);
    }

    /** Notifies the listeners. Without listeners, does not ask who the user is. */
    public void report(AccessQuery query, boolean expected, boolean allowed) {
        List<AccessCheckListener> listeners = context.checkListeners();
        if (!listeners.isEmpty()) {
            AccessCheck check = new AccessCheck(userInfo(), query.attributes(), expected, allowed);
            listeners.forEach(listener -> listener.checked(check));
        }
    }

    /**
     * The authorizer that decided, for a message, if it is neither RBAC nor one that Kubernetes has in each chain;
     * empty too if none decided. The API server names none: RBAC is known by its reasons, a webhook by the answers of
     * this JVM, and only webhooks deny. Authorizers without a reason allow nodes and masters.
     */
    public Optional<String> otherAuthorizer(ReviewAnswer answer) {
        return webhook(answer)
                .map(webhook -> "the webhook authorizer \"" + webhook + "\"")
                .or(() -> Optional.of(ANOTHER)
                        .filter(other -> isDecidedByOther(answer))
                        .filter(other -> answer.isDenied() || !answer.reason().isEmpty()));
    }

    /**
     * Whether a webhook authorizer gave this answer.
     *
     * @throws IllegalArgumentException if this JVM answers for none of that name
     */
    public boolean isDecidedBy(String webhook, ReviewAnswer answer) {
        List<String> known =
                context.cluster().authorizers().map(AuthorizerWebhooks::names).orElse(List.of());
        if (!known.contains(webhook)) {
            throw new IllegalArgumentException("This JVM answers for no webhook authorizer \"" + webhook + "\" of "
                    + context.cluster() + "; it answers for " + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        return webhook(answer).filter(webhook::equals).isPresent();
    }

    /** The name of the webhook that decided; empty if none did, or if the name is unknown. */
    private Optional<String> webhook(ReviewAnswer answer) {
        return context.cluster()
                .authorizers()
                .filter(webhooks -> isDecidedByOther(answer))
                .flatMap(webhooks -> webhooks.decision(
                                userInfo(), answer.query().attributes())
                        .filter(decision -> decision.isAllowed() == answer.isAllowed())
                        .map(AuthorizerWebhooks.Decision::authorizer)
                        .or(() -> answer.isDenied() ? webhooks.failed(answer.evaluationError()) : Optional.empty()));
    }

    private static boolean isDecidedByOther(ReviewAnswer answer) {
        return answer.isAllowed() ? !answer.reason().startsWith(RBAC) : answer.isDenied();
    }

    /**
     * What the API server answered to a question about access.
     *
     * @param query what was asked
     * @param isAllowed yes or no
     * @param isDenied whether an authorizer denied it; otherwise none allows it
     * @param reason why, in the server's words; empty if it gave none
     * @param evaluationError the error of an authorizer; empty if there was none
     */
    public record ReviewAnswer(
            AccessQuery query, boolean isAllowed, boolean isDenied, String reason, String evaluationError) {

        /**
         * Reads a review that the API server answered.
         *
         * @throws ApiException if it has no answer, as something else than an API server may reply
         */
        static ReviewAnswer of(AccessQuery query, JsonObject review) throws ApiException {
            if (!(review.get("status") instanceof JsonObject status)
                    || !(status.get("allowed") instanceof JsonPrimitive allowed)
                    || !allowed.isBoolean()) {
                throw new ApiException("the answer is not an access review with a status");
            }
            return new ReviewAnswer(
                    query,
                    allowed.getAsBoolean(),
                    new JsonPrimitive(true).equals(status.get("denied")),
                    Json.text(status, "reason"),
                    Json.text(status, "evaluationError"));
        }
    }
}
