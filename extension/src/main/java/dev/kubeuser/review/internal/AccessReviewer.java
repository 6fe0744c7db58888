package dev.kubeuser.review.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.discovery.internal.Discovery;
import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.UserInfo;
import dev.kubeuser.review.AccessQuery;
import dev.kubeuser.review.ClusterPolicy;
import dev.kubeuser.review.ReviewedSubject;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The user of one assertion, and what the server says of it. Who it is, is asked once; what it may do, each time. */
public final class AccessReviewer {

    private static final int NOT_FOUND = 404;

    private final Cluster cluster;
    private final ClusterKnowledge knowledge;
    private final Reviews reviews;
    private @Nullable UserInfo requester;

    private AccessReviewer(Cluster cluster, Reviews reviews) {
        this.cluster = cluster;
        this.knowledge = ClusterKnowledge.of(cluster);
        this.reviews = reviews;
    }

    public static AccessReviewer of(KubeAccess access) {
        return new AccessReviewer(access.cluster(), Reviews.of(access));
    }

    public static AccessReviewer of(ReviewedSubject subject) {
        return new AccessReviewer(
                subject.cluster(), new SubjectReviews(subject.cluster().adminClient(), subject.userInfo()));
    }

    public UserInfo userInfo() {
        UserInfo known = requester;
        if (known == null) {
            known = reviews.whoami();
            requester = known;
        }
        return known;
    }

    public Discovery discovery() {
        return knowledge.discovery();
    }

    public void require(AccessQuery query) {
        knowledge.requireAnswerable(query);
    }

    /** Asks, and tells listeners what the answer was before anybody can throw because of it. */
    public ReviewAnswer ask(AccessQuery query, boolean demanded, Patience patience) {
        knowledge.requireAnswerable(query);
        ReviewAnswer answer = patience.ask(() -> reviews.ask(query), given -> given.isAllowed() == demanded);
        report(query, demanded, answer.isAllowed());
        return answer;
    }

    /** Asks what is known to mean something, and tells nobody. */
    public ReviewAnswer answer(AccessQuery query) {
        return reviews.ask(query);
    }

    /** Asks much at once, and tells nobody. */
    public List<ReviewAnswer> askAll(List<AccessQuery> queries) {
        return InFlight.ask(queries, reviews::ask);
    }

    public void report(AccessQuery query, boolean demanded, boolean answered) {
        knowledge.report(new AccessCheck(userInfo(), query.attributes(), demanded, answered));
    }

    public RbacPolicy policy() {
        return ClusterPolicy.read(cluster);
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Whether a question is about a namespace that there is not; a hint, so that not to know is no failure. */
    public boolean isInMissingNamespace(AccessQuery query) {
        String namespace = query.namespace();
        if (namespace == null || namespace.isEmpty()) {
            return false;
        }
        try {
            new CoreV1Api(cluster.adminClient()).readNamespace(namespace).execute();
            return false;
        } catch (ApiException refusal) {
            return refusal.getCode() == NOT_FOUND;
        }
    }
}
