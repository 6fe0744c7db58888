// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.kinds.Kind.EMBEDDED;
import static dev.kubeuser.kinds.Kind.EXISTING;
import static dev.kubeuser.run.DenialMode.FAIL;
import static dev.kubeuser.testkit.ReportJson.denials;
import static dev.kubeuser.testkit.ReportJson.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.kinds.InTurn;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Kubectl;
import dev.kubeuser.testkit.Patch;
import dev.kubeuser.testkit.ReportJson;
import dev.kubeuser.testkit.VersionUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever refuses a request, the denial says what it was, and what was missing. */
@InTurn
class DenialCausesTest {

    private static final String OPERATOR = "denial-causes/operator";
    private static final String CORE = "/api/v1/namespaces/denial-causes/";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/denial-causes/";
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
    private static final String GROUP = "rbac.authorization.k8s.io";

    @TempDir
    private Path directory;

    private List<JsonObject> denialsOf(Class<?> testClass) throws IOException {
        return denials(ReportJson.of(testClass, directory));
    }

    @TempDir
    private static Path directoryOfAll;

    @BeforeAll
    static void runAll() {
        EngineRun.reporting(directoryOfAll, Escalation.class, Signer.class, Impersonation.class, Admission.class)
                .assertSuccessful(5);
    }

    /** In the report of the run of all. */
    private static List<JsonObject> denialsIn(Class<?> testClass) throws IOException {
        return denials(ReportJson.read(directoryOfAll)).stream()
                .filter(denial ->
                        text(denial.getAsJsonObject("test"), "name").startsWith(testClass.getSimpleName() + " > "))
                .toList();
    }

    /** What was missing and why, as in {@code bind clusterroles view ESCALATION}. */
    private static List<String> missing(List<JsonObject> denials) {
        return denials.stream()
                .map(denial -> text(denial, "verb") + " " + text(denial, "resource") + names(denial) + " "
                        + text(denial, "cause"))
                .toList();
    }

    private static String names(JsonObject denial) {
        List<JsonElement> names = denial.getAsJsonArray("names").asList();
        return names.isEmpty() ? "" : " " + names.get(0).getAsString();
    }

    private static void refused(KubeAccess user, String method, String path, String body) {
        assertThat(user.request(method, path, body).code()).isEqualTo(403);
    }

    private static String binding(String kind, String role) {
        return """
            {"metadata": {"name": "%s"}, "subjects": [],
             "roleRef": {"apiGroup": "%s", "kind": "%s", "name": "%s"}}\
            """.formatted(role, GROUP, kind, role);
    }

    @KubeManifests("classpath:denials/causes.yaml")
    @KubeServiceAccount(OPERATOR)
    abstract static class OfOperator {}

    static class Escalation extends OfOperator {
        @Test
        void hands_out_rights(KubeAccess operator) {
            refused(operator, "POST", RBAC + "roles", """
                {"metadata": {"name": "new"},
                 "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]}\
                """);
            assertThat(Patch.merge(
                                    operator,
                                    RBAC + "roles/secrets-of-others",
                                    "{\"rules\": [{\"apiGroups\": [\"\"], \"resources\": [\"secrets\"],"
                                            + " \"verbs\": [\"*\"]}]}")
                            .code())
                    .isEqualTo(403);
            refused(operator, "POST", RBAC + "rolebindings", binding("ClusterRole", "view"));
            refused(operator, "POST", RBAC + "rolebindings", binding("Role", "secrets-of-others"));
        }
    }

    @Test
    void rights_that_one_lacks_are_handed_out() throws IOException {
        List<JsonObject> denials = denialsIn(Escalation.class);
        assertThat(missing(denials))
                .containsExactly(
                        "escalate roles ESCALATION",
                        "escalate roles secrets-of-others ESCALATION",
                        "bind clusterroles view ESCALATION",
                        "bind roles secrets-of-others ESCALATION");
        assertThat(text(denials.get(0), "rule"))
                .as("the authorizer sees no name of what is created")
                .isEqualTo("""
                    - apiGroups: ["rbac.authorization.k8s.io"]
                      resources: ["roles"]
                      verbs: ["escalate"]\
                    """);
        assertThat(text(denials.get(2), "rule")).as("not every role").isEqualTo("""
            - apiGroups: ["rbac.authorization.k8s.io"]
              resources: ["clusterroles"]
              resourceNames: ["view"]
              verbs: ["bind"]\
            """);
        assertThat(Files.readString(directoryOfAll.resolve("report.md")))
                .contains("may not bind clusterroles.rbac.authorization.k8s.io \"view\" in denial-causes")
                .contains("would give permissions that the subject does not have");
    }

    @KubeUser("applicant")
    static class Signer extends OfOperator {
        @Test
        void approves(
                @KubeServiceAccount(OPERATOR) KubeAccess operator,
                @KubeUser("applicant") CertificateFlow flow,
                @KubeAdmin KubeAccess admin) {
            flow.generate();
            String path = REQUESTS + flow.submit().getMetadata().getName();
            refused(operator, "PUT", path + "/approval", admin.get(path).body().replace("\"status\": {}", """
                "status": {"conditions": [{"type": "Approved", "status": "True", "reason": "Test"}]}\
                """));
        }
    }

    @Test
    void a_request_of_a_signer_is_approved() throws IOException {
        List<JsonObject> denials = denialsIn(Signer.class);
        assertThat(missing(denials)).containsExactly("approve signers kubernetes.io/kube-apiserver-client SIGNER");
        assertThat(text(denials.get(0), "rule")).isEqualTo("""
            - apiGroups: ["certificates.k8s.io"]
              resources: ["signers"]
              resourceNames: ["kubernetes.io/kube-apiserver-client"]
              verbs: ["approve"]\
            """);
    }

    static class Impersonation extends OfOperator {
        /** The audit log has the refusal, without whom it acts as, long before the client hears of it. */
        private static void as(KubeAccess operator, String... headers) throws IOException {
            Request.Builder request = new Request.Builder().url(operator.url(CORE + "configmaps/none"));
            for (int index = 0; index < headers.length; index += 2) {
                request.addHeader(headers[index], headers[index + 1]);
            }
            OkHttpClient slow = operator.httpClient()
                    .newBuilder()
                    .addNetworkInterceptor(chain -> {
                        Response answer = chain.proceed(chain.request());
                        Timed.pause(Duration.ofSeconds(2));
                        return answer;
                    })
                    .build();
            try (Response answer = slow.newCall(request.build()).execute()) {
                assertThat(answer.code()).isEqualTo(403);
            }
        }

        @Test
        void acts_as_a_user(KubeAccess operator) throws IOException {
            as(operator, "Impersonate-User", "alice");
        }

        @Test
        void acts_as_a_service_account(KubeAccess operator) throws IOException {
            as(operator, "Impersonate-User", "system:serviceaccount:denial-causes:other");
        }
    }

    @Test
    void somebody_else_is_acted_for() throws IOException {
        List<JsonObject> denials = denialsIn(Impersonation.class);
        assertThat(missing(denials))
                .containsExactlyInAnyOrder(
                        "impersonate users alice IMPERSONATION", "impersonate serviceaccounts other IMPERSONATION");
        assertThat(denials).as(denials.toString()).allSatisfy(denial -> {
            assertThat(text(denial, "subject")).isEqualTo("ServiceAccount denial-causes/operator");
            assertThat(text(denial, "rule")).contains("resourceNames", "verbs: [\"impersonate\"]");
        });
    }

    @KubeDenials(FAIL)
    static class Admission extends OfOperator {
        @Test
        void creates_a_pod(KubeAccess operator) {
            refused(operator, "POST", CORE + "pods", """
                {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "web"}]}}\
                """);
        }
    }

    @Test
    void admission_is_told_and_fails_no_test() throws IOException {
        List<JsonObject> denials = denialsIn(Admission.class);
        assertThat(missing(denials)).containsExactly("create pods ADMISSION");
        assertThat(text(denials.get(0), "rule") + text(denials.get(0), "advice"))
                .isEmpty();
        assertThat(Files.readString(directoryOfAll.resolve("report.md")))
                .as("of escalation 4, of signers 1, of impersonation 2")
                .contains("| requests denied | 7 |")
                .contains("was refused by admission: create pods", "violates PodSecurity");
    }

    @KubeCluster(apiserverArguments = "enable-admission-plugins=OwnerReferencesPermissionEnforcement")
    static class Owners extends OfOperator {
        private static final String OWNED = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "owned",
              "namespace": "denial-causes", "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment",
              "name": "web", "uid": "8f2c6f0e-0000-4000-8000-000000000000", "blockOwnerDeletion": true}]}}\
            """;

        @Test
        void blocks_the_deletion_of_an_owner(KubeAccess operator, @KubeAdmin KubeAccess admin, @TempDir Path files)
                throws IOException, InterruptedException {
            refused(operator, "POST", CORE + "configmaps", OWNED);
            assertThat(operator.request("POST", CORE + "configmaps", OWNED)).isForbiddenBy(Refusal.OWNER);
            Path owned = Files.writeString(files.resolve("owned.json"), OWNED);
            Kubectl kubectl = new Kubectl(operator.kubeconfig().file());
            assertThat(kubectl.refused("create", "-f", owned.toString())).contains("set finalizers on");
            assertThat(admin.request("POST", CORE + "configmaps", "{\"metadata\": {\"name\": \"owned\"}}"))
                    .hasStatus(201);
            assertThat(kubectl.refused("replace", "-f", owned.toString())).contains("orbidden");
        }
    }

    @RunsOn(value = EMBEDDED, because = "it sets an argument of kube-apiserver, which is the same on each kind")
    @Test
    void whoever_blocks_the_deletion_of_an_owner_may_update_its_finalizers() throws IOException {
        List<JsonObject> denials = denialsOf(Owners.class);
        assertThat(missing(denials))
                .containsExactlyInAnyOrder(
                        "update deployments/finalizers web OWNER",
                        "update */finalizers OWNER",
                        "delete configmaps owned OWNER");
        assertThat(denials)
                .filteredOn(denial -> text(denial, "resource").startsWith("deployments"))
                .extracting(denial -> text(denial, "rule"))
                .containsExactly("""
                    - apiGroups: ["apps"]
                      resources: ["deployments/finalizers"]
                      verbs: ["update"]\
                    """);
    }

    static class Connecting extends OfOperator {
        @Test
        void connects(KubeAccess operator) {
            for (String stream :
                    List.of("exec?command=true&stdout=true", "attach?stdout=true", "portforward?ports=80")) {
                assertThat(operator.get(CORE + "pods/web/" + stream).code()).isEqualTo(403);
            }
            refused(operator, "POST", CORE + "pods/web/exec?command=true&stdout=true", "");
            assertThat(operator.get(CORE + "pods/web/proxy/metrics").code()).isEqualTo(403);
            refused(operator, "POST", CORE + "services/http:web:80/proxy/orders", "");
        }
    }

    @Test
    void streams_need_create_too(@KubeAdmin KubeAccess admin) throws IOException {
        VersionUnderTest.assumeHas(admin.cluster(), ServerFeature.CREATE_FOR_STREAMS);
        assertThat(missing(denialsOf(Connecting.class)))
                .containsExactly(
                        "create pods/exec web CREATE",
                        "create pods/attach web CREATE",
                        "create pods/portforward web CREATE",
                        "create pods/exec web AUTHORIZATION",
                        "get pods/proxy web AUTHORIZATION",
                        "create services/proxy http:web:80 AUTHORIZATION");
    }

    @KubeUser("applicant")
    static class ByKubectl extends OfOperator {
        private static void refused(Kubeconfig operator, String... arguments) throws IOException, InterruptedException {
            assertThat(new Kubectl(operator.file()).refused(arguments)).contains("orbidden");
        }

        @Test
        void does_it_all(@KubeServiceAccount(OPERATOR) Kubeconfig operator, @KubeUser("applicant") CertificateFlow flow)
                throws IOException, InterruptedException {
            String namespace = "--namespace=denial-causes";
            refused(operator, "create", "role", "new", "--verb=get", "--resource=secrets", namespace);
            refused(operator, "create", "rolebinding", "new", "--role=secrets-of-others", "--user=alice", namespace);
            flow.generate();
            refused(
                    operator,
                    "certificate",
                    "approve",
                    flow.submit().getMetadata().getName());
            refused(operator, "get", "configmap", "none", "--as=alice", namespace);
            refused(operator, "run", "web", "--image=web", namespace);
            refused(operator, "get", "--raw", CORE + "pods/web/exec?command=true&stdout=true");
        }
    }

    @Test
    @RunsOn(except = EXISTING, because = "it reads the audit log, and that of an existing cluster is with its owner")
    void the_audit_log_tells_the_causes_too(@KubeAdmin KubeAccess admin) throws IOException {
        VersionUnderTest.assumeHas(admin.cluster(), ServerFeature.CREATE_FOR_STREAMS);
        assertThat(missing(denialsOf(ByKubectl.class)))
                .as("the log does not say whom a request acts as")
                .containsOnlyOnce(
                        "escalate roles ESCALATION",
                        "bind roles secrets-of-others ESCALATION",
                        "approve signers kubernetes.io/kube-apiserver-client SIGNER",
                        "create pods ADMISSION",
                        "create pods/exec web CREATE")
                .filteredOn(denial -> denial.startsWith("impersonate"))
                .isNotEmpty()
                .allMatch(denial -> denial.matches("impersonate users( alice)? IMPERSONATION"));
    }
}
