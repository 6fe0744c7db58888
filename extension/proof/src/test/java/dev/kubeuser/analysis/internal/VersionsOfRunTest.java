// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.analysis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.rbac.RbacPolicy;
import dev.kubeuser.rbac.escalation.Risk;
import dev.kubeuser.rbac.escalation.RiskFinding;
import dev.kubeuser.record.internal.PolicyObject;
import dev.kubeuser.record.internal.PolicyState;
import dev.kubeuser.record.internal.RunRecord;
import dev.kubeuser.record.internal.RunRecord.RunPlace;
import dev.kubeuser.record.internal.RunRecord.RunPlace.TestLanguage;
import dev.kubeuser.testkit.Policy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Escalation paths and risks of a run hold for the versions that its tests ran on. */
class VersionsOfRunTest {

    /** Whoever enters a pod of dev may act as the robot; {@code get} is enough before Kubernetes 1.35. */
    private static final String POLICY = new Policy()
            .role("dev/shells", "get pods/exec")
            .to("user alice")
            .clusterRole("everything", "* *.*")
            .clusterBinding("robot", "everything", "account dev/robot")
            .yaml();

    private static RunRecord recordedOn(String versions) {
        Set<RunPlace> places = Stream.of(versions.split(" "))
                .map(version -> new RunPlace("module", version, "embedded", null, TestLanguage.JAVA))
                .collect(Collectors.toSet());
        List<PolicyObject> objects = Example.objects("policy.yaml", POLICY, "dev");
        return Example.unserved(Map.of(), places, new PolicyState(RbacPolicy.builder(), objects, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"v1.34.4, true", "v1.35.4, false", "v1.37.2, false", "v1.34.4 v1.37.2, true", "v1.36.3 v1.37.2, false"})
    void an_escalation_path_and_a_risk_exist_on_a_version_of_the_run(String versions, boolean exist) {
        RunAnalysis analysis = RunAnalysis.of(recordedOn(versions));
        assertThat(analysis.paths())
                .extracting(found -> found.subject().toString())
                .isEqualTo(exist ? List.of("User alice") : List.of());
        assertThat(analysis.escalations())
                .extracting(found -> found.subject().toString())
                .contains("ServiceAccount dev/robot")
                .doesNotHaveDuplicates();
        assertThat(analysis.risks())
                .filteredOn(finding -> finding.rule().id().role().name().equals("shells"))
                .extracting(RiskFinding::risk)
                .filteredOn(Risk.POD_ACCESS::equals)
                .hasSize(exist ? 1 : 0);
    }
}
