package com.example;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.get;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.util.Config;
import java.net.URL;
import org.junit.jupiter.api.Test;

/** What a user has who only added the dependency: the program of this machine's platform came with it. */
@KubeUser("alice")
class ConsumerTest {

    @Test
    void a_real_server_knows_the_user(KubeAccess alice) {
        assertThat(alice).isAuthenticatedAs("alice").isInGroups("system:authenticated");
        assertThat(alice).cannot(get("secrets").in("default"));
    }

    @Test
    void the_official_client_reads_the_kubeconfig(Kubeconfig kubeconfig) throws Exception {
        VersionApi api = new VersionApi(Config.fromConfig(kubeconfig.file().toString()));
        assertTrue(api.getCode().execute().getGitVersion().startsWith("v1."));
    }

    @Test
    void the_library_comes_from_a_jar() {
        URL library = KubeUser.class.getResource("KubeUser.class");
        assertTrue(library.toString().startsWith("jar:"), () -> "read from " + library);
    }
}
