// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.sdk;

import static dev.kubeuser.samples.operator.sdk.Things.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Deleter;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.api.reconciler.dependent.GarbageCollected;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.dependent.BulkDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.Creator;
import io.javaoperatorsdk.operator.processing.dependent.Updater;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.GenericKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Dependent resources: of each kind, in bulk, in an order, and matched with what the API server has. */
@KubeManifests("classpath:sdk/definitions.yaml")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("dev.kubeuser.samples.operator.sdk") // one test at a time, beside those of the operators
class DependentsTest {

    private final Things things;

    DependentsTest(@KubeAdmin KubernetesClient admin, @KubeNamespace String namespace) {
        things = new Things(admin, namespace);
    }

    @AfterEach
    void clear() {
        things.clear();
    }

    private static ConfigMap map(Thing thing, String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(thing.getMetadata().getNamespace())
                .endMetadata()
                .addToData("value", value)
                .build();
    }

    /** A ConfigMap, which this SDK writes by POST and PUT. */
    static class Content extends CRUDKubernetesDependentResource<ConfigMap, Thing> {

        @Override
        protected ConfigMap desired(Thing thing, Context<Thing> context) {
            return map(thing, thing.getMetadata().getName(), thing.getSpec().getValue());
        }
    }

    /** A Service, which it applies on the server. */
    static class Address extends CRUDKubernetesDependentResource<Service, Thing> {

        @Override
        protected Service desired(Thing thing, Context<Thing> context) {
            return new ServiceBuilder()
                    .withNewMetadata()
                    .withName(thing.getMetadata().getName())
                    .withNamespace(thing.getMetadata().getNamespace())
                    .endMetadata()
                    .withNewSpec()
                    .withSelector(Map.of("of", thing.getSpec().getValue()))
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build();
        }
    }

    /** Has both. */
    @Workflow(dependents = {@Dependent(type = Content.class), @Dependent(type = Address.class)})
    @ControllerConfiguration
    static class Both implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return UpdateControl.patchStatus(thing.seen(thing.getSpec().getValue()));
        }
    }

    private Service service(String name) {
        return things.client()
                .services()
                .inNamespace(things.namespace())
                .withName(name)
                .require();
    }

    @Test
    void what_others_change_is_put_right_and_what_they_add_is_left() {
        Operator operator = things.start(new Both());
        things.create("web", "first");
        eventually(() -> assertThat(service("web").getSpec().getSelector()).containsEntry("of", "first"));

        things.client()
                .services()
                .inNamespace(things.namespace())
                .withName("web")
                .edit(found -> found.edit()
                        .editMetadata()
                        .addToLabels("theirs", "true")
                        .endMetadata()
                        .editSpec()
                        .addToSelector("of", "wrong")
                        .endSpec()
                        .build());

        eventually(() -> {
            assertThat(service("web").getSpec().getSelector()).containsEntry("of", "first");
            assertThat(service("web").getMetadata().getLabels()).containsEntry("theirs", "true");
        });
        operator.stop();
    }

    @Test
    void a_change_reaches_all_dependents() {
        Operator operator = things.start(new Both());
        things.create("web", "first");
        eventually(() -> assertThat(service("web").getSpec().getSelector()).containsEntry("of", "first"));

        things.edit("web", thing -> thing.getSpec().setValue("second"));

        eventually(() -> {
            assertThat(service("web").getSpec().getSelector()).containsEntry("of", "second");
            assertThat(value("web")).isEqualTo("second");
        });
        operator.stop();
    }

    @Test
    void the_garbage_collector_takes_what_a_thing_owned() {
        Operator operator = things.start(new Both());
        things.create("web", "first");
        eventually(() -> assertThat(value("web")).isEqualTo("first"));

        things.client()
                .resources(Thing.class)
                .inNamespace(things.namespace())
                .withName("web")
                .delete();

        eventually(() -> assertThat(things.configMap("web")).isNull());
        operator.stop();
    }

    private String value(String name) {
        ConfigMap map = things.configMap(name);
        return map == null ? "" : map.getData().getOrDefault("value", "");
    }

    /** As many ConfigMaps as the thing wants. */
    static class Bulk extends KubernetesDependentResource<ConfigMap, Thing>
            implements BulkDependentResource<ConfigMap, Thing, String>,
                    Creator<ConfigMap, Thing>,
                    Updater<ConfigMap, Thing>,
                    Deleter<Thing>,
                    GarbageCollected<Thing> {

        @Override
        public Map<String, ConfigMap> desiredResources(Thing thing, Context<Thing> context) {
            return IntStream.range(0, thing.getSpec().getCount())
                    .mapToObj(number -> thing.getMetadata().getName() + "-" + number)
                    .collect(Collectors.toMap(
                            Function.identity(),
                            name -> map(thing, name, thing.getSpec().getValue())));
        }

        @Override
        public Map<String, ConfigMap> getSecondaryResources(Thing thing, Context<Thing> context) {
            return context.getSecondaryResourcesAsStream(ConfigMap.class)
                    .collect(Collectors.toMap(map -> map.getMetadata().getName(), Function.identity()));
        }

        @Override
        public void deleteTargetResource(Thing thing, ConfigMap map, String key, Context<Thing> context) {
            context.getClient().resource(map).delete();
        }

        @Override
        public Result<ConfigMap> match(ConfigMap actual, ConfigMap desired, Thing thing, Context<Thing> context) {
            return Result.computed(desired.getData().equals(actual.getData()), desired);
        }
    }

    /** Has many. */
    @Workflow(dependents = @Dependent(type = Bulk.class))
    @ControllerConfiguration
    static class Many implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return UpdateControl.noUpdate();
        }
    }

    @Test
    void as_many_as_are_wanted_are_there() {
        Operator operator = things.start(new Many());
        things.create("many", "value");
        things.edit("many", thing -> thing.getSpec().setCount(5));
        eventually(
                () -> assertThat(names()).containsExactlyInAnyOrder("many-0", "many-1", "many-2", "many-3", "many-4"));

        things.edit("many", thing -> thing.getSpec().setCount(2));

        eventually(() -> assertThat(names()).containsExactlyInAnyOrder("many-0", "many-1"));
        operator.stop();
    }

    private List<String> names() {
        return things.client().configMaps().inNamespace(things.namespace()).list().getItems().stream()
                .map(map -> map.getMetadata().getName())
                .filter(name -> name.startsWith("many-"))
                .toList();
    }

    /** Whether the thing wants any. */
    static class Wanted implements Condition<ConfigMap, Thing> {

        @Override
        public boolean isMet(DependentResource<ConfigMap, Thing> dependent, Thing thing, Context<Thing> context) {
            return !thing.getSpec().getValue().isEmpty();
        }
    }

    /** Whether somebody has said that the ConfigMap is ready. */
    static class Ready implements Condition<ConfigMap, Thing> {

        @Override
        public boolean isMet(DependentResource<ConfigMap, Thing> dependent, Thing thing, Context<Thing> context) {
            return dependent
                    .getSecondaryResource(thing, context)
                    .filter(map -> "true".equals(map.getMetadata().getLabels().get("ready")))
                    .isPresent();
        }
    }

    /** First the ConfigMap, if it is wanted; when it is ready, the Service. */
    @Workflow(
            dependents = {
                @Dependent(
                        name = "map",
                        type = Content.class,
                        reconcilePrecondition = Wanted.class,
                        readyPostcondition = Ready.class),
                @Dependent(type = Address.class, dependsOn = "map")
            })
    @ControllerConfiguration
    static class Ordered implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return UpdateControl.patchStatus(
                    thing.seen("seen " + thing.getSpec().getValue()));
        }
    }

    @Test
    void a_workflow_waits_for_its_conditions() {
        Operator operator = things.start(new Ordered());
        things.create("ordered", "");
        eventually(() -> assertThat(things.status("ordered")).isEqualTo("seen "));
        assertThat(things.configMap("ordered")).isNull();

        things.edit("ordered", thing -> thing.getSpec().setValue("wanted"));
        eventually(() -> assertThat(value("ordered")).isEqualTo("wanted"));
        assertThat(things.client()
                        .services()
                        .inNamespace(things.namespace())
                        .withName("ordered")
                        .get())
                .isNull();

        things.client()
                .configMaps()
                .inNamespace(things.namespace())
                .withName("ordered")
                .edit(map -> map.edit()
                        .editMetadata()
                        .addToLabels("ready", "true")
                        .endMetadata()
                        .build());
        eventually(() -> assertThat(service("ordered").getSpec().getSelector()).containsEntry("of", "wanted"));

        things.edit("ordered", thing -> thing.getSpec().setValue(""));
        eventually(() -> assertThat(things.configMap("ordered")).isNull());
        operator.stop();
    }

    /** A kind for which there is no class. */
    static class Generic extends GenericKubernetesDependentResource<Thing>
            implements Creator<GenericKubernetesResource, Thing>,
                    Updater<GenericKubernetesResource, Thing>,
                    GarbageCollected<Thing> {

        Generic() {
            super(new GroupVersionKind("", "v1", "ConfigMap"));
        }

        @Override
        protected GenericKubernetesResource desired(Thing thing, Context<Thing> context) {
            HasMetadata map =
                    map(thing, thing.getMetadata().getName(), thing.getSpec().getValue());
            return context.getClient().getKubernetesSerialization().convertValue(map, GenericKubernetesResource.class);
        }
    }

    /** Has a generic one. */
    @Workflow(dependents = @Dependent(type = Generic.class))
    @ControllerConfiguration
    static class OfGeneric implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return UpdateControl.noUpdate();
        }
    }

    @Test
    void a_kind_without_a_class_is_a_dependent_too() {
        Operator operator = things.start(new OfGeneric());
        things.create("generic", "first");
        eventually(() -> assertThat(value("generic")).isEqualTo("first"));

        things.edit("generic", thing -> thing.getSpec().setValue("second"));

        eventually(() -> assertThat(value("generic")).isEqualTo("second"));
        operator.stop();
    }
}
