// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;

/** Where the page is reached: a Service. */
public class PageAddress extends CRUDKubernetesDependentResource<Service, WebPage> {

    @Override
    protected Service desired(WebPage page, Context<WebPage> context) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withSelector(PageServer.labels(page))
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
    }
}
