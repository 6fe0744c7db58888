// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.access.PemFiles;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.CertificateFlow;
import dev.kubeuser.samples.tool.Shell;
import dev.kubeuser.samples.tool.Tools;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is injected as files or as text is what openssl, kubectl and curl expect. */
@KubeUser(
        value = "alice",
        groups = {"developers", "testers"})
class InjectedFilesWithToolsTest {

    private static final Tools TOOLS = Tools.ofThisMachine();

    private Shell shell;

    @BeforeEach
    void open_shell(@TempDir Path directory) {
        shell = new Shell(directory);
    }

    @Test
    void kubectl_knows_the_user_by_the_kubeconfig(Kubeconfig alice) {
        TOOLS.need("kubectl");
        Shell withKubeconfig = shell.export("KUBECONFIG", alice.file());

        assertThat(withKubeconfig.run("kubectl auth whoami -o jsonpath={.status.userInfo.username}"))
                .isEqualTo("alice");
        assertThat(withKubeconfig.run("kubectl auth whoami -o jsonpath={.status.userInfo.groups}"))
                .contains("\"developers\"", "\"testers\"", "\"system:authenticated\"");
    }

    @Test
    void kubectl_gets_a_raw_path_by_the_kubeconfig(Kubeconfig alice) {
        TOOLS.need("kubectl");

        assertThat(shell.run("kubectl --kubeconfig %s get --raw /healthz", alice.file()))
                .isEqualTo("ok");
    }

    @Test
    void openssl_shows_the_same_issuer_and_subject(PemFiles files, KubeAccess alice) {
        TOOLS.need("openssl");
        String names = shell.run(
                "openssl x509 -in %s -noout -issuer -subject -nameopt oneline,-space_eq", files.certificate());

        assertThat(names.lines())
                .containsExactly("issuer=" + alice.certificateIssuer(), "subject=" + alice.distinguishedName());
        assertThat(alice.distinguishedName()).contains("O=developers", "O=testers", "CN=alice");
    }

    @Test
    void openssl_finds_the_key_to_the_certificate(PemFiles files) {
        TOOLS.need("openssl");

        assertThat(shell.run("openssl pkey -in %s -pubout", files.privateKey()))
                .startsWith("-----BEGIN PUBLIC KEY-----")
                .isEqualTo(shell.run("openssl x509 -in %s -noout -pubkey", files.certificate()));
    }

    @Test
    void openssl_verifies_the_request(CertificateFlow flow) {
        TOOLS.need("openssl");
        Shell request = shell.cat(flow.generate().requestPem());

        assertThat(request.attempt("openssl req -noout -verify").err()).contains("verify OK");
        assertThat(request.run("openssl req -noout -subject -nameopt oneline,-space_eq"))
                .isEqualTo("subject=O=developers, O=testers, CN=alice");
    }

    @Test
    void curl_takes_the_pem_files(PemFiles files, Cluster cluster) {
        TOOLS.need("curl");
        String address = "kubernetes:" + cluster.server().getPort();

        assertThat(shell.run(
                        "curl https://%s/api --resolve %s:%s --cacert %s --cert %s --key %s",
                        address,
                        address,
                        cluster.server().getHost(),
                        files.certificateAuthority(),
                        files.certificate(),
                        files.privateKey()))
                .contains("\"APIVersions\"");
    }
}
