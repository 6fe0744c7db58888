package dev.kubeuser.review.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.internal.AccessCheck;
import dev.kubeuser.access.internal.AccessCheckListener;
import dev.kubeuser.access.internal.ClusterContext;
import dev.kubeuser.authorizer.internal.AuthorizerWebhooks;
import dev.kubeuser.base.internal.Deadline;
import dev.kubeuser.base.internal.InFlight;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.ReviewedSubject;
import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reviews the access of one user: asks the API server and tells the listeners. */
public final class AccessReviewer {

    private static final int NOT_FOUND = 404;

    private final ClusterContext context;
    private final ClusterKnowledge knowledge;
    private final Reviews reviews;
    private final Supplier<UserInfo> userInfo;

    private AccessReviewer(KubeAccess access) {
        this.context = access.context();
        this.knowledge = new ClusterKnowledge(context);
        this.reviews = Reviews.of(access);
        this.userInfo = () -> access.userInfo(reviews::whoami);
    }

    private AccessReviewer(ReviewedSubject subject) {
        this.context = ClusterContext.of(subject.cluster());
        this.knowledge = new ClusterKnowledge(context);
        this.reviews = new Reviews.About(context.cluster().adminRequests(), subject.userInfo());
        this.userInfo = subject::userInfo;
    }

    public static AccessReviewer of(KubeAccess access) {
        return new AccessReviewer(access);
    }

    public static AccessReviewer of(ReviewedSubject subject) {
        return new AccessReviewer(subject);
    }

    /** The user as the API server knows it, asked once for each access: a credential does not change its user. */
    public UserInfo userInfo() {
        return userInfo.get();
    }

    /** The same, asked now: a credential may have expired. */
    public UserInfo authenticate() {
        return reviews.whoami();
    }

    /** What identifies the user beyond its name, asked now; empty if the credential has nothing of that kind. */
    public String uid() {
        return reviews.identity().uid();
    }

    /** What the server knows of the user besides name, groups and UID, asked now. */
    public Map<String, Set<String>> extra() {
        return reviews.identity().extra();
    }

    /** What the API server does that some versions do not. */
    public Set<ServerFeature> features() {
        return knowledge.features();
    }

    public Discovery discovery() {
        return knowledge.discovery();
    }

    /** What discovery shows, and what else admission and controllers ask authorizers for. */
    public List<ServedResource> served() {
        return knowledge.served();
    }

    public void require(AccessQuery query) {
        knowledge.requireAnswerable(query);
    }

    /** Asks until the answer is as expected or the timeout has passed, and reports the last answer. */
    public ReviewAnswer ask(AccessQuery query, boolean expected, Duration timeout) {
        knowledge.requireAnswerable(query);
        ReviewAnswer answer =
                Deadline.in(timeout).poll(() -> reviews.ask(query), given -> given.isAllowed() == expected);
        report(query, expected, answer.isAllowed());
        return answer;
    }

    /** Asks without a check and without a report. */
    public ReviewAnswer answer(AccessQuery query) {
        return reviews.ask(query);
    }

    /** Asks all at once, without a check and without a report. */
    public List<ReviewAnswer> askAll(List<AccessQuery> queries) {
        return InFlight.QUESTIONS.ask(queries, reviews::ask);
    }

    /**
     * The authorizer that decided, for a message, if it is neither RBAC nor one that Kubernetes has in each chain; empty
     * too if none decided.
     */
    public Optional<String> otherAuthorizer(ReviewAnswer answer) {
        return new OtherAuthorizer(context.cluster(), answer).decidedFor(this::userInfo);
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
                    + context.cluster() + ", but for " + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        return new OtherAuthorizer(context.cluster(), answer)
                .webhook(this::userInfo)
                .filter(webhook::equals)
                .isPresent();
    }

    /** Tells the listeners. Without listeners, does not ask who the user is. */
    public void report(AccessQuery query, boolean expected, boolean allowed) {
        List<AccessCheckListener> listeners = context.checkListeners();
        if (!listeners.isEmpty()) {
            AccessCheck check = new AccessCheck(userInfo(), query.attributes(), expected, allowed);
            listeners.forEach(listener -> listener.checked(check));
        }
    }

    /** The policy of the cluster now, listed only if it may have changed. */
    public RbacPolicy policy() {
        return knowledge.policy();
    }

    public Cluster cluster() {
        return context.cluster();
    }

    /** Whether the cluster lacks a namespace. Only a hint: false if the administrator cannot know. */
    public boolean isMissing(String namespace) {
        try {
            ApiRequests admin = context.cluster().adminRequests();
            admin.get(admin.url("api/v1/namespaces", namespace));
            return false;
        } catch (ApiException refusal) {
            return refusal.getCode() == NOT_FOUND;
        }
    }
}
