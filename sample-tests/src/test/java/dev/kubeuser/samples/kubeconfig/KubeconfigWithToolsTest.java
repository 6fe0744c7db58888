// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeNamespace;
import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.KubeUser;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.credential.KeyAlgorithm;
import dev.kubeuser.samples.tool.Shell;
import dev.kubeuser.samples.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients in other languages read the same files, whatever credential is in them. */
@KubeNamespace
class KubeconfigWithToolsTest {

    private static final Tools TOOLS = Tools.ofThisMachine();

    /** A Python in whose environment the package kubernetes is. */
    private static final String PYTHON = "python-with-kubernetes";

    private static final String WHO_AND_WHERE = """
            import sys
            from kubernetes import client, config
            api = client.AuthenticationV1Api(config.new_client_from_config(sys.argv[1]))
            review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
            context = config.list_kube_config_contexts(sys.argv[1])[1]["context"]
            print(api.create_self_subject_review(review).status.user_info.username, context["namespace"])
            """;

    private Shell shell;
    private Path script;

    @BeforeEach
    void open_shell(@TempDir Path directory) throws IOException {
        shell = new Shell(directory);
        script = Files.writeString(directory.resolve("who.py"), WHO_AND_WHERE);
    }

    @Test
    void kubectl_reads_each_credential(
            @KubeUser(value = "rsa", key = KeyAlgorithm.RSA_2048) KubeAccess rsa,
            @KubeUser(value = "p256", key = KeyAlgorithm.ECDSA_P256) KubeAccess p256,
            @KubeUser(value = "ed25519", key = KeyAlgorithm.ED25519) KubeAccess ed25519,
            @KubeServiceAccount("default/robot") KubeAccess robot,
            @KubeAdmin KubeAccess admin) {
        TOOLS.need("kubectl");
        assertThat(Stream.of(rsa, p256, ed25519, robot, admin))
                .allSatisfy(access -> assertThat(shell.run(
                                "kubectl --kubeconfig %s auth whoami -o jsonpath={.status.userInfo.username}",
                                access.kubeconfig().file()))
                        .isEqualTo(access.name()));
    }

    @Test
    void python_reads_each_credential(
            @KubeNamespace String own,
            @KubeUser(value = "rsa", key = KeyAlgorithm.RSA_2048) KubeAccess rsa,
            @KubeUser(value = "p256", key = KeyAlgorithm.ECDSA_P256) KubeAccess p256,
            @KubeUser(value = "ed25519", key = KeyAlgorithm.ED25519) KubeAccess ed25519,
            @KubeServiceAccount("default/robot") KubeAccess robot,
            @KubeAdmin KubeAccess admin) {
        TOOLS.need(PYTHON);
        assertThat(Stream.of(rsa, p256, ed25519, robot, admin))
                .allSatisfy(access -> assertThat(shell.run(
                                PYTHON + " %s %s", script, access.kubeconfig().file()))
                        .isEqualTo(access.name() + " " + own));
    }
}
