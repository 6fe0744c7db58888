// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import java.util.Optional;

/** Makes of each page what serves it, and says so in its status and by events. */
@Workflow(
        dependents = {
            @Dependent(type = PageContent.class),
            @Dependent(type = PageServer.class),
            @Dependent(type = PageAddress.class)
        })
public class WebPageReconciler implements Reconciler<WebPage>, Cleaner<WebPage> {

    @Override
    public UpdateControl<WebPage> reconcile(WebPage page, Context<WebPage> context) {
        WebPageStatus status = new WebPageStatus();
        status.setObservedGeneration(page.getMetadata().getGeneration());
        status.setReadyReplicas(readyReplicas(context));
        if (isNew(page)) {
            new PageEvents(context.getClient()).tell(page, "Served", "Its content, server and address are there");
        }
        return UpdateControl.patchStatus(statusOf(page, status));
    }

    /** Whoever asked for the page is told that it is gone; what it owns the garbage collector removes. */
    @Override
    public DeleteControl cleanup(WebPage page, Context<WebPage> context) {
        new PageEvents(context.getClient()).tell(page, "Removed", "It is not served any more");
        return DeleteControl.defaultDelete();
    }

    private static boolean isNew(WebPage page) {
        return page.getStatus() == null
                || page.getStatus().getObservedGeneration()
                        != page.getMetadata().getGeneration();
    }

    private static int readyReplicas(Context<WebPage> context) {
        return context.getSecondaryResource(Deployment.class)
                .map(deployment -> deployment.getStatus())
                .flatMap(status -> Optional.ofNullable(status.getReadyReplicas()))
                .orElse(0);
    }

    /** Only what this operator owns: server-side apply would take the rest for its own, too. */
    private static WebPage statusOf(WebPage page, WebPageStatus status) {
        WebPage patch = new WebPage();
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .build());
        patch.setStatus(status);
        return patch;
    }
}
