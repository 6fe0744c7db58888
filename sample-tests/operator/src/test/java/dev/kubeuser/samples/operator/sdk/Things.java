// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.sdk;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/**
 * The things of a namespace.
 *
 * @param client who makes and reads them
 * @param namespace where they are
 */
record Things(KubernetesClient client, String namespace) {

    static void eventually(ThrowingRunnable asserts) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(asserts);
    }

    /** Starts an operator for this namespace alone. */
    Operator start(Reconciler<Thing> reconciler) {
        return start(reconciler, controller -> {}, operator -> {});
    }

    Operator start(
            Reconciler<Thing> reconciler,
            Consumer<ControllerConfigurationOverrider<Thing>> controller,
            Consumer<ConfigurationServiceOverrider> settings) {
        Operator operator = new Operator(configuration -> {
            configuration.withKubernetesClient(client).withCloseClientOnStop(false);
            settings.accept(configuration);
        });
        operator.register(reconciler, configuration -> {
            configuration.settingNamespace(namespace);
            controller.accept(configuration);
        });
        operator.start();
        return operator;
    }

    void create(String name, String value) {
        create(name, value, Map.of());
    }

    void create(String name, String value, Map<String, String> labels) {
        Thing thing = new Thing();
        thing.getMetadata().setName(name);
        thing.getMetadata().setNamespace(namespace);
        thing.getMetadata().setLabels(labels);
        thing.setSpec(new Thing.Spec());
        thing.getSpec().setValue(value);
        client.resource(thing).create();
    }

    void edit(String name, Consumer<Thing> change) {
        client.resources(Thing.class).inNamespace(namespace).withName(name).edit(thing -> {
            change.accept(thing);
            return thing;
        });
    }

    Thing get(String name) {
        return client.resources(Thing.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    String status(String name) {
        Thing.Status status = get(name).getStatus();
        return status == null ? "" : status.getValue();
    }

    /** Deletes all, whether or not an operator is there that takes the finalizers away. */
    void clear() {
        var things = client.resources(Thing.class).inNamespace(namespace);
        things.delete();
        things.list()
                .getItems()
                .forEach(thing -> edit(
                        thing.getMetadata().getName(),
                        left -> left.getMetadata().setFinalizers(List.of())));
    }

    void createConfigMap(String name, Map<String, String> labels, Map<String, String> data) {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .withData(data)
                        .build())
                .create();
    }

    @Nullable
    ConfigMap configMap(String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }
}
