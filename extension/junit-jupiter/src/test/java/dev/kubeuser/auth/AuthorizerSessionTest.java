// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.auth;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.query.AccessQuery.delete;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.base.ConfigurationException;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.AccessReviewException;
import dev.kubeuser.run.KubeSession;
import dev.kubeuser.testkit.KindSessions;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhook authorizers in code, and a chain that asks the test about everything. */
@RunsOn(except = EXISTING, because = "the API server of an existing cluster reads files of its own machine")
class AuthorizerSessionTest {

    @Test
    void denying_everything_hinders_neither_the_policy_nor_its_removal() {
        try (KubeSession session = KindSessions.builder()
                .setting("kubeuser.authentication", "classpath:authentication/company.yaml")
                .setting("kubeuser.authorization", "classpath:authorization/all.yaml")
                .start()) {
            session.authorizer().answer(question -> AuthorizerAnswer.deny("closed on Sundays"));
            session.apply("classpath:authorization/rbac.yaml");
            KubeAccess ann = session.user("ann", "developers");
            assertThat(ann.get("/api/v1/namespaces/default/pods").body()).contains("closed on Sundays");
            assertThatThrownBy(() -> assertThat(ann).can(list("pods").in("default")))
                    .isInstanceOf(AccessReviewException.class)
                    .hasMessageContaining("closed on Sundays");
            assertThat(session.authorizer().questions())
                    .extracting(question -> question.user().name())
                    .containsOnly("ann");
        }
    }

    @Test
    void without_a_webhook_there_is_nothing_to_answer() {
        try (KubeSession session = KindSessions.builder().start()) {
            assertThatThrownBy(session::authorizer)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("has no webhook authorizer", "withAuthorization");
        }
    }

    @Test
    void report_counts_what_rbac_decided(@TempDir Path directory) throws IOException {
        try (KubeSession session = KindSessions.builder()
                .setting("kubeuser.authorization", "classpath:authorization/all.yaml")
                .report(directory)
                .start()) {
            session.apply("classpath:authorization/rbac.yaml");
            KubeAccess ann = session.user("ann", "developers");
            session.authorizer()
                    .answer(
                            "ann",
                            question -> question.request().resource().equals("secrets")
                                    ? opinion(question.request().verb())
                                    : AuthorizerAnswer.noOpinion());
            assertThat(ann).can(list("pods").in("default"));
            assertThat(ann).can(list("secrets").in("default"));
            assertThat(ann).cannot(get("secrets").in("default"));
            assertThat(ann).cannot(delete("secrets").in("default"));
            ann.get("/api/v1/namespaces/default/secrets/one");
            ann.get("/api/v1/namespaces/default/secrets");
            assertThat(session.writeReport()).isPresent();
        }
        JsonObject report = ReportJson.read(directory);
        assertThat(report.getAsJsonObject("permissions").get("count").getAsInt())
                .isEqualTo(1);
        assertThat(report.get("decisions").getAsInt()).isEqualTo(1);
        assertThat(report.get("denials").toString())
                .contains("\"cause\":\"AUTHORIZER\"", "the webhook authorizer \\\"all\\\" denies it");
    }

    private static AuthorizerAnswer opinion(String verb) {
        return verb.equals("list") ? AuthorizerAnswer.allow("on call") : AuthorizerAnswer.deny("not now");
    }
}
