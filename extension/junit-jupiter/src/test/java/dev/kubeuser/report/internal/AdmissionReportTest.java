package dev.kubeuser.report.internal;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.dryrun.Write.create;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.dryrun.DryRun;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves about policies of admission: the outcomes of their expressions that no test saw. */
@RunsOn(value = EMBEDDED, because = "only the embedded control plane tells what each expression of a policy gave")
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class AdmissionReportTest {

    private static Manifests configMap(String name) {
        return Manifests.parse(
                "a ConfigMap", "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}, data: {second: x}}");
    }

    /** Run by the test below alone. */
    @KubeManifests("classpath:proof/admission-parts.yaml")
    @KubeUser("parts-bob")
    static class TwoWritesCase {

        @Test
        void a_long_name(@KubeUser("parts-bob") KubeAccess bob) {
            assertThat(bob).can(create(configMap("long")).in("parts"));
        }

        @Test
        void a_short_name(@KubeUser("parts-bob") KubeAccess bob) {
            assertThat(bob).cannot(create(configMap("s")).in("parts")).deniedBy("ValidatingAdmissionPolicy parts");
        }

        /** No test asserts what an administrator may do. */
        @Test
        void an_administrator(@KubeAdmin KubeAccess admin) {
            assertThat(DryRun.of(admin).send(create(configMap("forbidden")).in("parts")))
                    .isDeniedBy("ValidatingAdmissionPolicy parts");
        }
    }

    @Test
    void should_list_the_outcomes_that_no_test_saw(@TempDir Path directory) throws IOException {
        EngineRun.of(Map.of("kubeuser.report", directory.toString()), TwoWritesCase.class)
                .assertSuccessful(3);

        String policy = "ValidatingAdmissionPolicy parts ";
        assertThat(ReportJson.parts(directory, true))
                .containsExactly(
                        policy + "26: the condition not-exempt met by no request",
                        policy + "27: the condition no-node met by no request",
                        policy + "33: the validation variables.length >= int(params.data.least) refused no request",
                        policy + "33: the validation variables.length >= int(params.data.least) passed no request",
                        policy + "34: the validation object.metadata.name != 'forbidden' passed no request",
                        policy + "29: the variable length had no value in any request",
                        policy + "30: the variable hasData had no value in any request",
                        policy + "30: the variable hasData was true in no request",
                        "ValidatingAdmissionPolicyBinding parts 36: no request of a test was bound by it");
        assertThat(ReportJson.parts(directory, false))
                .containsExactly(
                        policy + "26: the condition not-exempt excluded no request",
                        policy + "27: the condition no-node excluded no request",
                        policy + "34: the validation object.metadata.name != 'forbidden' refused no request",
                        policy + "30: the variable hasData was false in no request",
                        policy + "31: the variable first had no value in any request",
                        "ValidatingAdmissionPolicyBinding parts-elsewhere 46: no request of a test was bound by it");
        assertThat(Files.readString(directory.resolve("report.md")))
                .contains("parts of admission policies exercised | 9 of 15")
                .contains("Add a write for the ValidatingAdmissionPolicy parts");
        assertThat(Files.readString(directory.resolve("report.sarif")))
                .contains("\"ruleId\":\"admission-not-exercised\"");
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("part of an admission policy not exercised");
    }
}
