// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.policy;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.assertion.KubeAssertions.assertThatForbidden;

import dev.kubeuser.KubeServiceAccount;
import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.access.Kubeconfig;
import dev.kubeuser.question.Refusal;
import dev.kubeuser.samples.tool.Shell;
import dev.kubeuser.samples.tool.Tools;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline at work: what its own clients send, and what the server answers. */
@TeamPolicy
class DeployerClientsTest {

    private static final String ALL = "All";

    @Test
    void it_deploys(@KubeServiceAccount("ci/deployer") AppsV1Api apps) throws ApiException {
        V1Deployment deployed =
                apps.createNamespacedDeployment("dev", shop()).dryRun(ALL).execute();

        assertThat(deployed.getMetadata().getName()).isEqualTo("shop");
    }

    @Test
    void it_deploys_nowhere_else(
            @KubeServiceAccount("ci/deployer") KubeAccess deployer, @KubeServiceAccount("ci/deployer") AppsV1Api apps) {
        assertThatForbidden(
                        deployer, apps.createNamespacedDeployment("ci", shop()).dryRun(ALL)::execute)
                .isForbiddenBy(Refusal.AUTHORIZATION)
                .hasMessageContaining(
                        "User \"system:serviceaccount:ci:deployer\" cannot create resource \"deployments\"");
    }

    @Test
    void it_reads_no_secrets(
            @KubeServiceAccount("ci/deployer") KubeAccess deployer, @KubeServiceAccount("ci/deployer") CoreV1Api core) {
        assertThatForbidden(deployer, core.listNamespacedSecret("dev")::execute).isForbiddenBy(Refusal.AUTHORIZATION);
    }

    @Test
    void kubectl_says_the_same(@KubeServiceAccount("ci/deployer") Kubeconfig deployer, @TempDir Path directory) {
        Tools.ofThisMachine().need("kubectl");
        Shell shell = new Shell(directory).export("KUBECONFIG", deployer.file());

        shell.run("kubectl -n dev create deployment shop --image=shop --dry-run=server");
        assertThat(shell.attempt("kubectl -n dev delete deployment shop").err())
                .contains("Forbidden", "cannot delete resource \"deployments\"");
    }

    private static V1Deployment shop() {
        Map<String, String> labels = Map.of("app", "shop");
        return new V1Deployment()
                .metadata(new V1ObjectMeta().name("shop"))
                .spec(new V1DeploymentSpec()
                        .selector(new V1LabelSelector().matchLabels(labels))
                        .template(new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().labels(labels))
                                .spec(new V1PodSpec()
                                        .containers(List.of(new V1Container()
                                                .name("shop")
                                                .image("registry.example.test/shop:1"))))));
    }
}
