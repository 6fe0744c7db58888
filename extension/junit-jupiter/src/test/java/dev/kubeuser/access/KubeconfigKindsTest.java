// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.Headers;
import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeUser;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.base.internal.Json;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.cluster.embedded.HandStartedControlPlane;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.testkit.EngineRun;
import dev.kubeuser.testkit.Grants;
import dev.kubeuser.testkit.LoopbackServer;
import dev.kubeuser.testkit.NeedsUnix;
import dev.kubeuser.testkit.OneTest;
import dev.kubeuser.testkit.Policy;
import dev.kubeuser.testkit.Whoami;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.util.Yaml;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Kubeconfigs as people have them: several files, tokens, credential plugins, other names, proxies, few rights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RunsOnce
@NeedsUnix
class KubeconfigKindsTest {

    /** What concerns certificate requests, apart from approving them. */
    private static final String REQUESTS =
            "create,get,list,watch,delete certificatesigningrequests.certificates.k8s.io";

    private Path directory = Path.of("");
    private HandStartedControlPlane cluster;
    private ServiceAccounts accounts;

    @BeforeAll
    void start(@TempDir Path given) throws IOException {
        directory = given;
        cluster = HandStartedControlPlane.start(given);
        accounts = new ServiceAccounts(cluster.cluster());
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    @KubeUser("alice")
    static class OnlyAUser {
        @Test
        void user_is_real(KubeAccess alice) throws ApiException {
            assertThat(Whoami.name(alice)).isEqualTo("alice");
        }
    }

    static class OnExisting extends OnlyAUser {
        @Test
        void administrator_is_real(@KubeAdmin KubeAccess admin, @KubeAdmin Kubeconfig kubeconfig, Cluster cluster)
                throws ApiException {
            assertThat(Whoami.name(admin)).isEqualTo(admin.name());
            assertThat(admin.get("/api/v1/secrets").code()).isEqualTo(200);
            assertThat(kubeconfig.text()).contains("server: " + cluster.server());
        }
    }

    @KubeUser("unused")
    static class ByToken {
        @Test
        void credential_stays_with_the_api_server(@KubeAdmin KubeAccess admin, Cluster cluster) throws IOException {
            List<Headers> seen = new CopyOnWriteArrayList<>();
            try (LoopbackServer foreign = LoopbackServer.start().at("/", exchange -> {
                seen.add(exchange.getRequestHeaders());
                exchange.sendResponseHeaders(204, -1);
            })) {
                Request request = new Request.Builder()
                        .url("http://" + foreign.authority())
                        .build();
                admin.httpClient().newCall(request).execute().close();
                cluster.adminClient().getHttpClient().newCall(request).execute().close();
            }
            assertThat(seen)
                    .hasSize(2)
                    .allSatisfy(headers -> assertThat(headers).doesNotContainKeys("Authorization"));
        }

        @Test
        void clients_of_other_libraries_get_the_token(@KubeAdmin KubeAccess admin) {
            assertThat(admin.clientConfig().certificate()).isEmpty();
            assertThat(admin.clientConfig().token().orElseThrow().get()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        }
    }

    @KubeUser("alice")
    static class NeverRuns extends OneTest {}

    @Test
    void files_are_merged_as_kubectl_does() throws IOException {
        EditableKubeconfig admin = admin();
        Path users = write("users.yaml", Map.of("users", admin.entries("users"), "current-context", "elsewhere"));
        Path rest = write(
                "rest.yaml",
                Map.of(
                        "contexts", admin.entries("contexts"),
                        "clusters", admin.entries("clusters"),
                        "users", admin.user(Map.of("token", "hidden by the file before"))));
        assertWorks(users + File.pathSeparator + rest);
    }

    @Test
    void paths_are_relative_to_their_file() throws IOException {
        EditableKubeconfig admin = admin();
        Path home = Files.createDirectory(directory.resolve("home"));
        String authority = String.valueOf(admin.cluster().remove("certificate-authority-data"));
        Files.write(home.resolve("ca.crt"), Base64.getDecoder().decode(authority));
        admin.cluster().put("certificate-authority", "ca.crt");
        assertWorks(admin.write(home.resolve("config")).toString());
    }

    @Test
    void bearer_token() throws Exception {
        String kubeconfig =
                withUser("token", Map.of("token", administrator("root"))).toString();
        assertWorks(kubeconfig);
        EngineRun.of(settings(kubeconfig), ByToken.class).assertSuccessful(2);
    }

    @Test
    void credential_plugin_beside_the_kubeconfig() throws Exception {
        plugin("plugin.sh", Map.of("token", administrator("plugged")));
        String kubeconfig = withUser("exec", exec("./plugin.sh")).toString();
        assertWorks(kubeconfig);
        EngineRun.of(settings(kubeconfig), ByToken.class).assertSuccessful(2);
    }

    @Test
    void token_in_a_file_beside_the_kubeconfig() throws Exception {
        Files.writeString(directory.resolve("token"), administrator("filed") + "\n");
        assertWorks(withUser("tokenFile", Map.of("tokenFile", "token")).toString());
    }

    @Test
    void credential_plugin_that_gives_a_certificate() throws IOException {
        JsonObject user = Json.object(Json.object(admin().entries("users").get(0)), "user");
        String certificate = pem(user, "client-certificate-data");
        plugin(
                "certificate.sh",
                Map.of("clientCertificateData", certificate, "clientKeyData", pem(user, "client-key-data")));
        assertWorks(withUser("certificate", exec("./certificate.sh")).toString());
    }

    private static String pem(JsonObject user, String field) {
        return new String(Base64.getDecoder().decode(Json.text(user, field)), StandardCharsets.US_ASCII);
    }

    @Test
    void credential_plugin_that_fails() throws IOException {
        assertUnusable(withUser("noexec", exec("./no-such-plugin.sh")), "no-such-plugin.sh could not be run");
    }

    @Test
    void server_by_another_name() throws IOException {
        EditableKubeconfig admin = admin();
        admin.cluster().put("tls-server-name", "kubernetes.default.svc");
        assertWorks(admin.write(directory.resolve("named.yaml")).toString());
        admin.cluster().put("tls-server-name", "kubernetes.example.com");
        assertUnusable(admin.write(directory.resolve("misnamed.yaml")), "cannot be used", "verif");
    }

    @Test
    void server_behind_a_proxy() throws IOException {
        try (ConnectProxy proxy = ConnectProxy.start()) {
            EditableKubeconfig admin = admin();
            admin.cluster().put("proxy-url", "http://127.0.0.1:" + proxy.port());
            assertWorks(admin.write(directory.resolve("proxied.yaml")).toString());
            assertThat(proxy.targets())
                    .isNotEmpty()
                    .containsOnly(URI.create(cluster.server()).getAuthority());
        }
    }

    @Test
    void proxy_of_an_unknown_kind() throws IOException {
        EditableKubeconfig admin = admin();
        admin.cluster().put("proxy-url", "ftp://127.0.0.1:21");
        assertUnusable(admin.write(directory.resolve("ftp.yaml")), "proxy-url is neither");
    }

    @Test
    void credential_that_the_cluster_does_not_accept() throws IOException {
        assertUnusable(withUser("stranger", Map.of("token", "stranger")), "does not accept the credential", "401");
    }

    @Test
    void missing_permissions_are_named_before_anything_is_written() throws Exception {
        int before = requests();
        Path few = withUser("few", Map.of("token", tokenOf("few", REQUESTS)));
        assertThat(EngineRun.of(settings(few.toString()), NeverRuns.class).failure())
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll(
                        "nothing was written",
                        "Missing:\n  update certificatesigningrequests/approval in the API group"
                                + " certificates.k8s.io\n  approve signers named"
                                + " kubernetes.io/kube-apiserver-client in the API group certificates.k8s.io\n",
                        "kubeuser.via=impersonation");
        assertThat(requests()).isEqualTo(before);
    }

    /** The API server takes the right for all signers of a domain, too. */
    @Test
    void right_for_the_signers_of_kubernetes_is_enough() throws Exception {
        String token = tokenOf(
                "domain",
                REQUESTS,
                "update certificatesigningrequests.certificates.k8s.io/approval",
                "approve signers.certificates.k8s.io kubernetes.io/*");
        Path domain = withUser("domain", Map.of("token", token));
        EngineRun.of(settings(domain.toString()), OnlyAUser.class).assertSuccessful(1);
    }

    @Test
    void missing_permission_to_impersonate_is_no_forbidden_user() throws Exception {
        Path few = withUser("unable", Map.of("token", tokenOf("unable", REQUESTS)));
        Map<String, String> settings = settings(few.toString());
        settings.put("kubeuser.via", "impersonation");
        assertThat(EngineRun.of(settings, NeverRuns.class).failure())
                .isInstanceOf(CredentialException.class)
                .hasMessageContainingAll("403", "let the kubeconfig's user impersonate");
    }

    /** As if the JVM ended before the test removes what it applied. */
    @Test
    void what_a_run_created_goes_with_it_without_the_right_to_list() throws Exception {
        String token = tokenOf(
                "unlisting",
                "get,create,patch,delete configmaps",
                "list certificatesigningrequests.certificates.k8s.io");
        Path unlisting = withUser("unlisting", Map.of("token", token));
        RunningCluster connected = Clusters.start(ClusterSpec.defaults()
                .withKind(ClusterKind.EXISTING)
                .withExisting(ExistingOptions.of(unlisting, cluster.context())));
        CoreV1Api core = new CoreV1Api(cluster.admin());
        try (KubeAccess admin = KubeAccess.admin(connected)) {
            AppliedManifests unused = AppliedManifests.apply(
                    Manifests.parse("abandoned.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: abandoned}}"),
                    admin);
            assertThat(core.readNamespacedConfigMap("abandoned", "default").execute())
                    .isNotNull();
            ManagedCluster.of(connected).abandon();
        }
        assertThatThrownBy(() ->
                        core.readNamespacedConfigMap("abandoned", "default").execute())
                .isInstanceOfSatisfying(
                        ApiException.class, gone -> assertThat(gone.getCode()).isEqualTo(404));
    }

    private int requests() throws ApiException {
        return new CertificatesV1Api(cluster.admin())
                .listCertificateSigningRequest()
                .labelSelector("kubeuser.dev/run")
                .execute()
                .getItems()
                .size();
    }

    private String administrator(String account) throws ApiException {
        return tokenOf(account, new Policy().clusterBinding(account, "cluster-admin", "account default/" + account));
    }

    private String tokenOf(String account, String... rules) throws ApiException {
        return tokenOf(account, new Policy().clusterRole(account, rules).to("account default/" + account));
    }

    /** A token of a new ServiceAccount, when what the policy gives to it counts. */
    private String tokenOf(String account, Policy policy) throws ApiException {
        String token =
                accounts.token(ServiceAccountSpec.named("default", account)).token();
        AppliedManifests unused = AppliedManifests.apply(policy.manifests(), KubeAccess.admin(cluster.cluster()));
        Grants.await(cluster.admin(), "system:serviceaccount:default:" + account, "list", "certificatesigningrequests");
        return token;
    }

    private void plugin(String name, Map<String, String> status) throws IOException {
        Path program = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                program,
                "#!/bin/sh\ncat << 'END'\n"
                        + Json.object(Map.of(
                                "apiVersion", "client.authentication.k8s.io/v1",
                                "kind", "ExecCredential",
                                "status", status))
                        + "\nEND\n");
    }

    private static Map<String, Object> exec(String command) {
        return Map.of(
                "exec",
                Map.of(
                        "apiVersion", "client.authentication.k8s.io/v1",
                        "command", command,
                        "interactiveMode", "Never"));
    }

    private EditableKubeconfig admin() throws IOException {
        return EditableKubeconfig.read(cluster.kubeconfig());
    }

    private Path withUser(String name, Map<String, Object> user) throws IOException {
        return admin().withUser(user).write(directory.resolve(name + ".yaml"));
    }

    private Path write(String name, Map<String, Object> content) throws IOException {
        return Files.writeString(directory.resolve(name), Yaml.dump(content));
    }

    private Map<String, String> settings(String kubeconfig) throws IOException {
        Map<String, String> settings = new HashMap<>(cluster.settings());
        settings.put("kubeuser.kubeconfig", kubeconfig);
        return settings;
    }

    private void assertWorks(String kubeconfig) throws IOException {
        EngineRun.of(settings(kubeconfig), OnExisting.class).assertSuccessful(2);
    }

    private void assertUnusable(Path kubeconfig, String... words) throws IOException {
        assertThat(EngineRun.of(settings(kubeconfig.toString()), NeverRuns.class)
                        .failures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).isInstanceOf(ClusterException.class).hasMessageContainingAll(words));
    }
}
