// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.sdk;

import static dev.kubeuser.samples.operator.sdk.Things.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Primary resources: events, status, retries, finalizers, selectors and namespaces. */
@KubeManifests("classpath:sdk/definitions.yaml")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("dev.kubeuser.samples.operator.sdk") // one test at a time, beside those of the operators
class PrimariesTest {

    private final Things things;

    PrimariesTest(@KubeAdmin KubernetesClient admin, @KubeNamespace String namespace) {
        things = new Things(admin, namespace);
    }

    @AfterEach
    void clear() {
        things.clear();
    }

    /** Says in the status what it has seen. */
    @ControllerConfiguration
    static class Echo implements Reconciler<Thing> {

        final AtomicInteger runs = new AtomicInteger();

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            runs.incrementAndGet();
            return UpdateControl.patchStatus(thing.seen(thing.getSpec().getValue()));
        }
    }

    @Test
    void many_are_reconciled_at_once() {
        Operator operator = things.start(new Echo());
        IntStream.range(0, 50).forEach(number -> things.create("thing-" + number, "v" + number));

        eventually(() -> assertThat(IntStream.range(0, 50))
                .allSatisfy(
                        number -> assertThat(things.status("thing-" + number)).isEqualTo("v" + number)));
        operator.stop();
    }

    @Test
    void a_status_does_not_reconcile_again_and_a_spec_does() {
        Echo echo = new Echo();
        Operator operator = things.start(echo);
        things.create("one", "before");
        eventually(() -> assertThat(things.status("one")).isEqualTo("before"));

        things.edit("one", thing -> thing.getSpec().setValue("after"));

        eventually(() -> assertThat(things.status("one")).isEqualTo("after"));
        assertThat(echo.runs).hasValue(2);
        operator.stop();
    }

    @Test
    void an_operator_that_starts_again_finds_what_was_made_meanwhile() {
        things.start(new Echo()).stop();
        things.create("meanwhile", "made");

        Operator again = things.start(new Echo());

        eventually(() -> assertThat(things.status("meanwhile")).isEqualTo("made"));
        again.stop();
    }

    @Test
    void a_status_is_put_without_server_side_apply() {
        Operator operator = things.start(
                new WholeEcho(), controller -> {}, settings -> settings.withUseSSAToPatchPrimaryResource(false));
        things.create("put", "whole");

        eventually(() -> assertThat(things.status("put")).isEqualTo("whole"));
        operator.stop();
    }

    /** Patches by the difference to what it was given. */
    @ControllerConfiguration
    static class WholeEcho implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            thing.setStatus(new Thing.Status());
            thing.getStatus().setValue(thing.getSpec().getValue());
            return UpdateControl.patchStatus(thing);
        }
    }

    @Test
    void resource_and_status_are_patched_together() {
        Operator operator = things.start(new Labelling());
        things.create("both", "labelled");

        eventually(() -> {
            assertThat(things.status("both")).isEqualTo("labelled");
            assertThat(things.get("both").getMetadata().getLabels()).containsEntry("seen", "true");
        });
        operator.stop();
    }

    /** Labels what it has seen. */
    @ControllerConfiguration
    static class Labelling implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            Thing patch = thing.seen(thing.getSpec().getValue());
            patch.getMetadata().setLabels(Map.of("seen", "true"));
            return UpdateControl.patchResourceAndStatus(patch);
        }
    }

    @Test
    void what_fails_is_tried_again_and_its_status_says_why() {
        Failing failing = new Failing();
        Operator operator = things.start(
                failing,
                controller -> controller.withRetry(
                        new GenericRetry().setInitialInterval(100).setMaxAttempts(5)),
                settings -> {});
        things.create("failing", "value");

        eventually(() -> assertThat(things.status("failing")).isEqualTo("done after 3"));
        assertThat(failing.told).hasValue(3);
        operator.stop();
    }

    /** Fails three times. */
    @ControllerConfiguration
    static class Failing implements Reconciler<Thing> {

        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger told = new AtomicInteger();

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            if (runs.getAndIncrement() < 3) {
                throw new IllegalStateException("not yet");
            }
            return UpdateControl.patchStatus(thing.seen("done after 3"));
        }

        @Override
        public ErrorStatusUpdateControl<Thing> updateErrorStatus(
                Thing thing, Context<Thing> context, Exception failure) {
            told.incrementAndGet();
            return ErrorStatusUpdateControl.patchStatus(thing.seen("failed"));
        }
    }

    @Test
    void what_has_a_cleaner_has_a_finalizer_and_waits_for_it() {
        Cleaning cleaning = new Cleaning();
        Operator operator = things.start(cleaning);
        things.create("cleaned", "value");
        eventually(() ->
                assertThat(things.get("cleaned").getMetadata().getFinalizers()).hasSize(1));

        things.client()
                .resources(Thing.class)
                .inNamespace(things.namespace())
                .withName("cleaned")
                .delete();

        eventually(() -> assertThat(things.client()
                        .resources(Thing.class)
                        .inNamespace(things.namespace())
                        .list()
                        .getItems())
                .isEmpty());
        assertThat(cleaning.attempts).hasValue(2);
        operator.stop();
    }

    /** Is done at the second attempt. */
    @ControllerConfiguration
    static class Cleaning implements Reconciler<Thing>, Cleaner<Thing> {

        final AtomicInteger attempts = new AtomicInteger();

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return UpdateControl.noUpdate();
        }

        @Override
        public DeleteControl cleanup(Thing thing, Context<Thing> context) {
            return attempts.incrementAndGet() < 2
                    ? DeleteControl.noFinalizerRemoval().rescheduleAfter(Duration.ofMillis(100))
                    : DeleteControl.defaultDelete();
        }
    }

    @Test
    void a_selector_leaves_the_others_alone() {
        Operator operator =
                things.start(new Echo(), controller -> controller.withLabelSelector("mine=true"), settings -> {});
        things.create("others", "value");
        things.create("mine", "value", Map.of("mine", "true"));

        eventually(() -> assertThat(things.status("mine")).isEqualTo("value"));
        assertThat(things.status("others")).isEmpty();
        operator.stop();
    }

    @Test
    void namespaces_are_changed_while_it_runs(@KubeNamespace("second") String second) {
        Operator operator = new Operator(
                settings -> settings.withKubernetesClient(things.client()).withCloseClientOnStop(false));
        var controller = operator.register(new Echo(), config -> config.settingNamespace(things.namespace()));
        operator.start();
        Things elsewhere = new Things(things.client(), second);
        elsewhere.create("late", "value");

        controller.changeNamespaces(Set.of(second));

        eventually(() -> assertThat(elsewhere.status("late")).isEqualTo("value"));
        operator.stop();
        elsewhere.clear();
    }

    @Test
    void a_resource_outside_of_namespaces_is_reconciled() {
        Operator operator = new Operator(
                settings -> settings.withKubernetesClient(things.client()).withCloseClientOnStop(false));
        operator.register(new GlobalEcho());
        operator.start();
        GlobalThing thing = new GlobalThing();
        thing.getMetadata().setName("global");
        thing.setSpec(new Thing.Spec());
        things.client().resource(thing).create();

        eventually(() -> assertThat(things.client()
                        .resources(GlobalThing.class)
                        .withName("global")
                        .require()
                        .getStatus()
                        .getValue())
                .isEqualTo("seen"));
        operator.stop();
        things.client().resource(thing).delete();
    }

    /** Says that it has seen it. */
    @ControllerConfiguration
    static class GlobalEcho implements Reconciler<GlobalThing> {

        @Override
        public UpdateControl<GlobalThing> reconcile(GlobalThing thing, Context<GlobalThing> context) {
            GlobalThing patch = new GlobalThing();
            patch.getMetadata().setName(thing.getMetadata().getName());
            patch.setStatus(new Thing.Status());
            patch.getStatus().setValue("seen");
            return UpdateControl.patchStatus(patch);
        }
    }

    @Test
    void a_secondary_that_an_informer_finds_reconciles_its_primary() {
        Operator operator = things.start(new Following());
        things.create("leader", "value");
        things.createConfigMap("follower", Map.of("of", "leader"), Map.of("value", "first"));
        eventually(() -> assertThat(things.status("leader")).isEqualTo("first"));

        things.client()
                .configMaps()
                .inNamespace(things.namespace())
                .withName("follower")
                .edit(map -> map.edit().addToData("value", "second").build());

        eventually(() -> assertThat(things.status("leader")).isEqualTo("second"));
        operator.stop();
    }

    /** Takes its status from a ConfigMap whose label names the thing. */
    @ControllerConfiguration
    static class Following implements Reconciler<Thing> {

        @Override
        public List<EventSource<?, Thing>> prepareEventSources(EventSourceContext<Thing> context) {
            return List.of(new InformerEventSource<>(
                    InformerEventSourceConfiguration.from(ConfigMap.class, Thing.class)
                            .withLabelSelector("of")
                            .withSecondaryToPrimaryMapper(map -> Set.of(new ResourceID(
                                    map.getMetadata().getLabels().get("of"),
                                    map.getMetadata().getNamespace())))
                            .build(),
                    context));
        }

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return context.getSecondaryResource(ConfigMap.class)
                    .map(map ->
                            UpdateControl.patchStatus(thing.seen(map.getData().getOrDefault("value", ""))))
                    .orElseGet(UpdateControl::noUpdate);
        }
    }
}
