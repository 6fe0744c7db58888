// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.Subject;
import dev.kubeuser.rbac.escalation.internal.AcceptedRisks;
import dev.kubeuser.rbac.escalation.internal.Risks;
import dev.kubeuser.testkit.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedRisksTest {

    private static final RbacPolicy POLICY = new Policy()
            .role("dev/readers", "get secrets")
            .clusterRole("everything", "* *.*")
            .clusterBinding("robot", "everything", "account dev/robot")
            .role("dev/tokens", "create serviceaccounts/token")
            .to("group on call")
            .manifests()
            .rbacPolicy();
    private static final RiskFinding RISK = Risks.in(POLICY).all().stream()
            .filter(found -> found.risk() == Risk.SECRETS_READ)
            .filter(found -> found.rule().id().role().name().equals("readers"))
            .findFirst()
            .orElseThrow();
    private static final EscalationFinding PATH = Escalation.of(POLICY)
            .toClusterAdmin(List.of(Subject.group("on call")))
            .get(0);

    private static AcceptedRisks accepted(String line) {
        return AcceptedRisks.parse(Stream.of(line));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # the line | whether it accepts the risk, and the path
            secrets-read                                      | true  | false
            "  secrets-read in Role dev/readers "             | true  | false
            secrets-read in Role dev/readers because the backup reads them until they are sealed | true | false
            secrets-read in Role dev/others                   | false | false
            pod-access                                        | false | false
            "# secrets-read"                                  | false | false
            secrets-read in Role dev/readers until 9999-12-31 | true  | false
            secrets-read in Role dev/readers until 2020-01-01 | false | false
            secrets-read until 2020-01-01 because of an old client | false | false
            escalation-path from Group on call                | false | true
            escalation-path from group:on call                | false | true
            escalation-path from Group on call by TOKEN_REQUEST | false | true
            escalation-path from Group on call by TOKEN_REQUEST until 9999-12-31 because they are few | false | true
            escalation-path from Group on call until 2020-01-01 | false | false
            escalation-path from Group on call by BIND        | false | false
            escalation-path from Group on call by TOKEN_REQUEST, BIND | false | false
            escalation-path from User on call                 | false | false
            """)
    void a_line_accepts_a_risk_everywhere_or_in_a_role_or_the_path_of_a_subject_up_to_a_day(
            String line, boolean isRiskAccepted, boolean isPathAccepted) {
        assertThat(accepted(line).accepts(RISK)).isEqualTo(isRiskAccepted);
        assertThat(accepted(line).accepts(PATH)).isEqualTo(isPathAccepted);
    }

    @Test
    void a_date_holds_for_all_of_its_day() {
        LocalDate today = LocalDate.now(ZoneId.systemDefault());
        assertThat(accepted("secrets-read until " + today.plusDays(1)).accepts(RISK))
                .isTrue();
        assertThat(accepted("secrets-read until " + today.minusDays(1)).accepts(RISK))
                .isFalse();
        assertThat(accepted("secrets-read until 2020-01-01").end(RISK)).contains(LocalDate.of(2020, 1, 1));
        assertThat(accepted("secrets-read").end(RISK)).isEmpty();
        assertThat(accepted("escalation-path from Group on call until 2020-01-01")
                        .end(PATH))
                .isPresent();
    }

    @Test
    void the_advised_line_accepts_what_it_is_about() {
        assertThat(AcceptedRisks.line(PATH)).isEqualTo("escalation-path from Group on call by TOKEN_REQUEST");
        assertThat(accepted(AcceptedRisks.line(PATH)).accepts(PATH)).isTrue();
        assertThat(accepted(AcceptedRisks.line(RISK)).accepts(RISK)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-read -> \"secret-read\" is not a risk; there are wildcard, secrets-read, ",
                "secrets-read in readers -> ",
                "secrets-read until tomorrow -> \"tomorrow\" is not a date; write it as in 2027-03-31",
                "escalation-path -> write whose path is accepted, as in escalation-path from Group sre",
                "escalation-path from sre -> \"sre\" names no subject: ",
                "escalation-path from Group sre by MAGIC -> \"MAGIC\" is not a technique; there are ESCALATE, BIND, ",
            })
    void a_malformed_line_is_quoted(String lineAndMessage) {
        String[] parts = lineAndMessage.split(" -> ?", 2);
        assertThatThrownBy(() -> accepted(parts[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the line \"" + parts[0] + "\": " + parts[1]);
    }

    @Test
    void a_file_has_a_line_for_each(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("risks.txt"), "# known\n\nsecrets-read\nescalation-path from Group on call\n");
        AcceptedRisks accepted = AcceptedRisks.read(file);
        assertThat(accepted.accepts(RISK)).isTrue();
        assertThat(accepted.accepts(PATH)).isTrue();
        assertThatThrownBy(() -> AcceptedRisks.read(directory.resolve("none.txt")))
                .hasMessageContaining("there is no such file; make an empty one if nothing is accepted");
    }
}
