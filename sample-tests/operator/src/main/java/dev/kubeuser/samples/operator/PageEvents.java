// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code kubectl describe webpage} shows below the page. */
final class PageEvents {

    private static final Logger LOG = LoggerFactory.getLogger(PageEvents.class);

    private final KubernetesClient client;

    PageEvents(KubernetesClient client) {
        this.client = client;
    }

    /** As event recorders do: what cannot be told is logged, and the work goes on. */
    void tell(WebPage page, String reason, String message) {
        String now = Instant.now().toString();
        try {
            client.v1()
                    .events()
                    .inNamespace(page.getMetadata().getNamespace())
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withGenerateName(page.getMetadata().getName() + ".")
                            .withNamespace(page.getMetadata().getNamespace())
                            .endMetadata()
                            .withNewInvolvedObject()
                            .withApiVersion(page.getApiVersion())
                            .withKind(page.getKind())
                            .withNamespace(page.getMetadata().getNamespace())
                            .withName(page.getMetadata().getName())
                            .withUid(page.getMetadata().getUid())
                            .endInvolvedObject()
                            .withType("Normal")
                            .withReason(reason)
                            .withMessage(message)
                            .withFirstTimestamp(now)
                            .withLastTimestamp(now)
                            .withNewSource()
                            .withComponent("webpage-operator")
                            .endSource()
                            .build())
                    .create();
        } catch (KubernetesClientException failure) {
            LOG.warn("No event {} of {}", reason, page.getMetadata().getName(), failure);
        }
    }
}
