package dev.kubeuser.assertion;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.policy.RbacPolicy;
import dev.kubeuser.policy.Requester;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The user of one assertion, and what the server says of it. Who it is, is asked once; what it may do, each time. */
final class User {

    private static final int NOT_FOUND = 404;

    private final KubeAccess access;
    private final ClusterKnowledge cluster;
    private final Reviews reviews;
    private @Nullable Requester requester;

    User(KubeAccess access) {
        this.access = access;
        this.cluster = ClusterKnowledge.of(access.cluster());
        this.reviews = Reviews.of(access);
    }

    KubeAccess access() {
        return access;
    }

    Requester requester() {
        Requester known = requester;
        if (known == null) {
            known = reviews.whoami();
            requester = known;
        }
        return known;
    }

    Discovery discovery() {
        return cluster.discovery();
    }

    void require(AccessQuery query) {
        cluster.require(query);
    }

    /** Asks, and tells listeners what the answer was before anybody can throw because of it. */
    Answer ask(AccessQuery query, boolean demanded, Patience patience) {
        cluster.require(query);
        Answer answer = patience.ask(() -> reviews.ask(query), given -> given.isAllowed() == demanded);
        report(query, demanded, answer.isAllowed());
        return answer;
    }

    /** Asks much at once, and tells nobody. */
    List<Answer> askAll(List<AccessQuery> queries) {
        return InFlight.ask(queries, reviews::ask);
    }

    void report(AccessQuery query, boolean demanded, boolean answered) {
        cluster.report(new Finding(requester(), query.attributes(), demanded, answered));
    }

    RbacPolicy policy() {
        return ServerPolicy.read(access.cluster().adminClient());
    }

    /** Whether a question is about a namespace that there is not; a hint, so that not to know is no failure. */
    boolean isInMissingNamespace(AccessQuery query) {
        String namespace = query.namespace();
        if (namespace == null || namespace.isEmpty()) {
            return false;
        }
        try {
            new CoreV1Api(access.cluster().adminClient())
                    .readNamespace(namespace)
                    .execute();
            return false;
        } catch (ApiException refusal) {
            return refusal.getCode() == NOT_FOUND;
        }
    }
}
