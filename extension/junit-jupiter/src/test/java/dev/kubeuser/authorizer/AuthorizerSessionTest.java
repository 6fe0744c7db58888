package dev.kubeuser.authorizer;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.review.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.error.ConfigurationException;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.review.AccessReviewException;
import dev.kubeuser.session.KubeSession;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Webhook authorizers in code, and a chain that asks the test about everything. */
@RunsOn(
        value = {EMBEDDED},
        because = "the API server asks this JVM")
class AuthorizerSessionTest {

    @Test
    void denying_everything_hinders_neither_the_policy_nor_its_removal() {
        try (KubeSession session = KubeSession.builder()
                .cluster(ClusterKind.EMBEDDED)
                .setting("kubeuser.authentication", "classpath:authentication/company.yaml")
                .setting("kubeuser.authorization", "classpath:authorization/all.yaml")
                .start()) {
            session.authorizer().answer(question -> AuthorizerAnswer.deny("closed on Sundays"));
            session.apply("classpath:authorization/rbac.yaml");
            KubeAccess ann = session.user("ann", "developers");
            Assertions.assertThat(ann.get("/api/v1/namespaces/default/pods").body())
                    .contains("closed on Sundays");
            assertThatThrownBy(() -> assertThat(ann).can(list("pods").in("default")))
                    .isInstanceOf(AccessReviewException.class)
                    .hasMessageContaining("closed on Sundays");
            Assertions.assertThat(session.authorizer().asked())
                    .extracting(question -> question.user().name())
                    .containsOnly("ann");
        }
    }

    @Test
    void without_a_webhook_there_is_nothing_to_answer() {
        try (KubeSession session =
                KubeSession.builder().cluster(ClusterKind.EMBEDDED).start()) {
            assertThatThrownBy(session::authorizer)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("has no webhook authorizer", "withAuthorization");
        }
    }
}
