// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import java.util.Map;

/** What serves the page: a Deployment of a web server that has the ConfigMap as its directory. */
public class PageServer extends CRUDKubernetesDependentResource<Deployment, WebPage> {

    @Override
    protected Deployment desired(WebPage page, Context<WebPage> context) {
        String name = page.getMetadata().getName();
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(page.getSpec().getReplicas())
                .withNewSelector()
                .withMatchLabels(labels(page))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels(page))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("server")
                .withImage("nginx:1.29")
                .addNewVolumeMount()
                .withName("content")
                .withMountPath("/usr/share/nginx/html")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("content")
                .withNewConfigMap()
                .withName(name)
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** The labels of the pods of a page, by which its Service finds them. */
    static Map<String, String> labels(WebPage page) {
        return Map.of("samples.kubeuser.dev/webpage", page.getMetadata().getName());
    }
}
