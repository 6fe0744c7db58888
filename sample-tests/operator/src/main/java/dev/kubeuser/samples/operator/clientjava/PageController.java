// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.clientjava;

import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.extended.controller.LeaderElectingController;
import io.kubernetes.client.extended.controller.builder.ControllerBuilder;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Hands each page that is new or changed to the reconciler, while this replica leads. */
public final class PageController implements AutoCloseable {

    private final SharedInformerFactory informers;
    private final Controller controller;
    private final ExecutorService runner = Executors.newSingleThreadExecutor();

    /**
     * A controller that has not started.
     *
     * @param client the operator's
     * @param identity the name of this replica in the Lease
     */
    public PageController(ApiClient client, String identity) {
        // A watch is silent for as long as nothing changes.
        informers = new SharedInformerFactory(client.setReadTimeout(0));
        SharedIndexInformer<DynamicKubernetesObject> pages = informers.sharedIndexInformerFor(
                new DynamicKubernetesApi("samples.kubeuser.dev", "v1", "webpages", client),
                DynamicKubernetesObject.class,
                0);
        Controller leading = ControllerBuilder.defaultBuilder(informers)
                .watch(queue -> ControllerBuilder.controllerWatchBuilder(DynamicKubernetesObject.class, queue)
                        .build())
                .withReconciler(new PageReconciler(client, pages))
                .withName("pages")
                .withReadyFunc(pages::hasSynced)
                .build();
        // The durations of Kubernetes' own controllers: a server that is busy for seconds does not end this replica.
        controller = new LeaderElectingController(
                new LeaderElector(new LeaderElectionConfig(
                        new LeaseLock("webpages", "webpage-operator", identity, client),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2))),
                leading);
    }

    /** Starts to watch, and to work as soon as this replica leads. */
    public void start() {
        informers.startAllRegisteredInformers();
        runner.execute(controller);
    }

    @Override
    public void close() {
        controller.shutdown();
        informers.stopAllRegisteredInformers();
        runner.shutdownNow();
    }
}
