// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser;

import static dev.kubeuser.kinds.Kind.EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.kinds.OnEachJUnit;
import dev.kubeuser.kinds.RunsOn;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subjects that are not users with certificates: ServiceAccounts, and nobody. */
@RunsOn(
        except = EXISTING,
        because = "its runs would be in one and the same namespace at once; for an existing cluster it starts one")
@OnEachJUnit
class SubjectsTest {

    private static final String DEPLOYER = "system:serviceaccount:ci:deployer";

    private static EngineRun run;

    @BeforeAll
    static void run() {
        run = EngineRun.of(Map.of(), OneServiceAccount.class, Several.class, OtherAudience.class, Providing.class);
    }

    @KubeServiceAccount("ci/deployer")
    static class OneServiceAccount {

        @KubeServiceAccount("ci/deployer")
        private KubeAccess field;

        @Test
        void server_knows_it(KubeAccess deployer) throws ApiException {
            assertThat(Whoami.of(deployer.apiClient()).getUsername()).isEqualTo(DEPLOYER);
            assertThat(Whoami.of(deployer.apiClient()).getGroups())
                    .contains("system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated");
            assertThat(deployer.name()).isEqualTo(DEPLOYER);
            assertThat(field).isSameAs(deployer);
        }

        @Test
        void clients_carry_its_token(ApiClient api, CoreV1Api core, OkHttpClient http, KubeAccess deployer)
                throws Exception {
            assertThat(Whoami.of(api).getUsername()).isEqualTo(DEPLOYER);
            assertThat(Whoami.of(core.getApiClient()).getUsername()).isEqualTo(DEPLOYER);
            try (Response forbidden = http.newCall(new Request.Builder()
                            .url(deployer.url("/api/v1/secrets"))
                            .build())
                    .execute()) {
                assertThat(forbidden.code()).isEqualTo(403);
                assertThat(forbidden.body().string()).contains(DEPLOYER);
            }
        }

        @Test
        void kubeconfig_has_the_token_and_nothing_else_shows_it(Kubeconfig kubeconfig, KubeAccess deployer) {
            String token = deployer.token().token();
            assertThat(kubeconfig.text()).contains("token: " + token);
            assertThat(token).hasSizeGreaterThan(100);
            assertThat(deployer.toString() + kubeconfig).doesNotContain(token);
        }

        @Nested
        class Inside {
            @Test
            void is_in_scope(KubeAccess deployer) {
                assertThat(deployer.name()).isEqualTo(DEPLOYER);
            }
        }
    }

    @KubeUser("alice")
    @KubeServiceAccount(value = "ci/deployer", expiration = "10m")
    static class Several {
        @Test
        void each_has_its_own(
                @KubeUser("alice") KubeAccess alice,
                @KubeServiceAccount("ci/deployer") KubeAccess deployer,
                @KubeServiceAccount("ci/other") KubeAccess other,
                @KubeAnonymous KubeAccess nobody,
                @KubeAdmin KubeAccess admin)
                throws ApiException {
            assertThat(Whoami.name(alice)).isEqualTo("alice");
            assertThat(Whoami.name(deployer)).isEqualTo(DEPLOYER);
            assertThat(Whoami.name(other)).isEqualTo("system:serviceaccount:ci:other");
            assertThat(Whoami.name(admin)).isEqualTo(admin.name());
            assertThat(nobody.get("/api/v1/secrets").body())
                    .contains(admin.cluster().kind() == ClusterKind.K3S ? "Unauthorized" : "system:anonymous");
        }
    }

    @KubeServiceAccount(value = "ci/elsewhere", audiences = "vault")
    static class OtherAudience {
        @Test
        void token_for_somebody_else_is_not_accepted(KubeAccess elsewhere) {
            assertThat(elsewhere.get("/version").code()).isEqualTo(401);
        }
    }

    @Test
    void service_account_is_a_subject_like_any_other() {
        run.only(OneServiceAccount.class).assertSuccessful(4);
        run.only(Several.class).assertSuccessful(1);
        run.only(OtherAudience.class).assertSuccessful(1);
    }

    @KubeUser("alice")
    static class Providing {
        @Test
        void what_was_there_stays_and_what_was_not_is_removed(Cluster cluster) throws ApiException {
            CoreV1Api core = new CoreV1Api(cluster.adminClient());
            core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name("own")))
                    .execute();
            core.createNamespacedServiceAccount(
                            "own", new V1ServiceAccount().metadata(new V1ObjectMeta().name("there")))
                    .execute();
            try (ServiceAccounts accounts = new ServiceAccounts(cluster)) {
                assertThat(accounts.token(spec("own", "there")).toString())
                        .startsWith("token of ServiceAccount own/there, valid until ");
                accounts.token(spec("own", "absent"));
                accounts.token(spec("own", "absent"));
                assertThat(names(core)).contains("there", "absent");
                accounts.release(spec("own", "absent"));
                assertThat(names(core)).contains("absent");
                accounts.release(spec("own", "absent"));
                accounts.release(spec("own", "there"));
                assertThat(names(core)).contains("there").doesNotContain("absent");
                accounts.token(spec("own", "absent"));
            }
            assertThat(names(core)).contains("there").doesNotContain("absent");
            assertThat(core.readNamespace("own").execute().getStatus().getPhase())
                    .isEqualTo("Active");
        }

        private static List<String> names(CoreV1Api core) throws ApiException {
            return core.listNamespacedServiceAccount("own").execute().getItems().stream()
                    .map(account -> account.getMetadata().getName())
                    .toList();
        }

        private static ServiceAccountSpec spec(String namespace, String name) {
            return ServiceAccountSpec.named(namespace, name);
        }
    }

    @Test
    void provided_objects_are_removed_and_others_are_not() {
        run.only(Providing.class).assertSuccessful(1);
    }

    @Test
    void nothing_is_left_in_an_existing_cluster(@TempDir Path directory) throws IOException, ApiException {
        try (HandStartedControlPlane cluster = HandStartedControlPlane.start(directory)) {
            EngineRun.of(cluster.settings(), Several.class, OneServiceAccount.class)
                    .assertSuccessful(5);
            assertThat(new CoreV1Api(cluster.admin())
                            .listNamespace().execute().getItems().stream()
                                    .filter(namespace -> "Active"
                                            .equals(namespace.getStatus().getPhase()))
                                    .map(namespace -> namespace.getMetadata().getName()))
                    .contains("default")
                    .doesNotContain("ci");
        }
    }
}
