package dev.kubeuser.report.internal;

import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.K3S;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeIdentity;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.assertion.KubeAssertions;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves about the file by which its cluster authenticates: the parts of it that no test exercised. */
@RunsOn(
        value = {EMBEDDED, K3S},
        because = "the API server of an existing cluster reads files of its own machine")
class AuthenticationReportTest {

    private static final String FILE = "classpath:authentication/company.yaml";
    private static final String KEYCLOAK = "https://keycloak.example.com/realms/company";
    private static final String ISSUER = "issuer " + KEYCLOAK + " ";
    private static final String PIPELINES = "issuer https://token.actions.githubusercontent.com ";

    /** Run by the test below alone. */
    @KubeCluster(authentication = FILE)
    static class TwoPeopleCase {

        @Test
        void an_employee(
                @KubeIdentity(
                                value = "ann",
                                issuer = KEYCLOAK,
                                claims =
                                        "{'preferred_username': 'ann', 'email_verified': true, 'groups': ['/k8s/sre']}")
                        KubeAccess ann) {
            KubeAssertions.assertThat(ann).isInGroups("sre");
        }

        @Test
        void somebody_with_an_unverified_address(
                @KubeIdentity(
                                value = "bob",
                                issuer = KEYCLOAK,
                                claims = "{'preferred_username': 'bob', 'email_verified': false}")
                        KubeAccess bob) {
            KubeAssertions.assertThat(bob).isUnauthenticated();
        }
    }

    @Test
    void should_list_what_no_test_exercised(@TempDir Path directory) throws IOException {
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), TwoPeopleCase.class)
                .assertSuccessful(2);

        assertThat(ReportJson.parts(directory, true))
                .containsExactly(
                        ISSUER + "5: no token of it was accepted",
                        ISSUER + "10: no token for the audience \"kubernetes\" was accepted",
                        ISSUER + "13: the rule \"claims.email_verified == true\" refused no token",
                        ISSUER + "18: no accepted token had groups",
                        ISSUER + "22: no accepted token had a UID");
        assertThat(ReportJson.parts(directory, false))
                .containsExactly(
                        ISSUER + "10: no token for the audience \"kubectl\" was accepted",
                        ISSUER + "25: no accepted token had the extra attribute example.com/departments",
                        ISSUER + "28: the rule \"!user.username.startsWith('system:')\" refused no token",
                        PIPELINES + "31: no token of it was accepted",
                        PIPELINES + "35: the rule for the claim repository_owner refused no token",
                        PIPELINES + "41: no accepted token had groups");
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("6 parts of the authentication not exercised")
                .contains("authentication exercised | 5 of 11")
                .contains("Add a token of the " + ISSUER)
                .contains("AuthenticationConfiguration", ISSUER.strip() + ": no token for the audience");
        assertThat(Files.readString(directory.resolve("report.sarif"))).contains("\"ruleId\":\"not-exercised\"");
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("part of the authentication not exercised");
    }
}
