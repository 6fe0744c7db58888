// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator.sdk;

import static dev.kubeuser.samples.operator.sdk.Things.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeAdmin;
import dev.kubeuser.KubeCluster;
import dev.kubeuser.KubeManifests;
import dev.kubeuser.KubeNamespace;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Dependents that have to be ready before the next one is made. Pods report ready, and nothing runs in them. */
@KubeCluster(simulatedWorkloads = true, readyAfter = "500ms")
@KubeManifests("classpath:sdk/definitions.yaml")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("dev.kubeuser.samples.operator.sdk") // one test at a time, beside those of the operators
class ReadyWorkloadsTest {

    private final Things things;

    ReadyWorkloadsTest(@KubeAdmin KubernetesClient admin, @KubeNamespace String namespace) {
        things = new Things(admin, namespace);
    }

    @AfterEach
    void clear() {
        things.clear();
    }

    private static PodTemplateSpec pods(String app) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .addToLabels("app", app)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("server")
                .withImage("example.test/server:1")
                .endContainer()
                .endSpec()
                .build();
    }

    /** One pod, and as many more as the thing counts. */
    static class Server extends CRUDKubernetesDependentResource<Deployment, Thing> {

        @Override
        protected Deployment desired(Thing thing, Context<Thing> context) {
            String name = thing.getMetadata().getName();
            return new DeploymentBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(thing.getMetadata().getNamespace())
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(1 + thing.getSpec().getCount())
                    .withNewSelector()
                    .addToMatchLabels("app", name)
                    .endSelector()
                    .withTemplate(pods(name))
                    .endSpec()
                    .build();
        }
    }

    /** Whether all its pods are ready. */
    abstract static class IsReady<R extends HasMetadata> implements Condition<R, Thing> {

        @Override
        public boolean isMet(DependentResource<R, Thing> dependent, Thing thing, Context<Thing> context) {
            return dependent
                    .getSecondaryResource(thing, context)
                    .filter(Readiness.getInstance()::isReady)
                    .isPresent();
        }
    }

    /** Whether the server is. */
    static class ServerIsReady extends IsReady<Deployment> {}

    /** Where the server is found, once it is. */
    static class Directory extends CRUDKubernetesDependentResource<ConfigMap, Thing> {

        @Override
        protected ConfigMap desired(Thing thing, Context<Thing> context) {
            return new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(thing.getMetadata().getName())
                    .withNamespace(thing.getMetadata().getNamespace())
                    .endMetadata()
                    .addToData("value", "open")
                    .build();
        }
    }

    /** Says how many pods are ready. */
    @Workflow(
            dependents = {
                @Dependent(name = "server", type = Server.class, readyPostcondition = ServerIsReady.class),
                @Dependent(type = Directory.class, dependsOn = "server")
            })
    @ControllerConfiguration
    static class Serving implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            int ready = context.getSecondaryResource(Deployment.class)
                    .flatMap(server -> Optional.ofNullable(server.getStatus().getReadyReplicas()))
                    .orElse(0);
            return UpdateControl.patchStatus(thing.seen(ready + " ready"));
        }
    }

    @Test
    void the_next_dependent_waits_for_a_ready_deployment_which_follows_its_scale() {
        Operator operator = things.start(new Serving());
        things.create("server", "");

        eventually(() -> assertThat(things.status("server")).isEqualTo("1 ready"));
        eventually(() -> assertThat(things.configMap("server")).isNotNull());

        things.edit("server", thing -> thing.getSpec().setCount(2));

        eventually(() -> assertThat(things.status("server")).isEqualTo("3 ready"));
        operator.stop();
    }

    /** A server whose image nobody has. */
    static class Broken extends Server {

        @Override
        protected Deployment desired(Thing thing, Context<Thing> context) {
            return super.desired(thing, context)
                    .edit()
                    .editSpec()
                    .editTemplate()
                    .editMetadata()
                    .addToAnnotations("kubeuser.dev/simulate", "ImagePullBackOff")
                    .endMetadata()
                    .endTemplate()
                    .endSpec()
                    .build();
        }
    }

    /** Has a server that is never ready. */
    @Workflow(
            dependents = {
                @Dependent(name = "server", type = Broken.class, readyPostcondition = ServerIsReady.class),
                @Dependent(type = Directory.class, dependsOn = "server")
            })
    @ControllerConfiguration
    static class Waiting extends Serving {}

    @Test
    void nothing_follows_a_deployment_that_does_not_become_ready() {
        Operator operator = things.start(new Waiting());
        things.create("broken", "");

        eventually(() -> assertThat(things.client()
                        .pods()
                        .inNamespace(things.namespace())
                        .withLabel("app", "broken")
                        .list()
                        .getItems())
                .singleElement()
                .satisfies(pod -> assertThat(pod.getStatus().getContainerStatuses())
                        .singleElement()
                        .satisfies(container -> assertThat(
                                        container.getState().getWaiting().getReason())
                                .isEqualTo("ImagePullBackOff"))));
        eventually(() -> assertThat(things.status("broken")).isEqualTo("0 ready"));
        assertThat(things.configMap("broken")).isNull();
        operator.stop();
    }

    /** A database of one of the two kinds that a thing has. */
    abstract static class Database extends CRUDKubernetesDependentResource<StatefulSet, Thing> {

        private final String suffix;

        Database(String suffix) {
            this.suffix = suffix;
        }

        @Override
        protected StatefulSet desired(Thing thing, Context<Thing> context) {
            String name = thing.getMetadata().getName() + suffix;
            return new StatefulSetBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(thing.getMetadata().getNamespace())
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(2)
                    .withServiceName(name)
                    .withNewSelector()
                    .addToMatchLabels("app", name)
                    .endSelector()
                    .withTemplate(pods(name))
                    .endSpec()
                    .build();
        }
    }

    /** The first. */
    static class Primary extends Database {
        Primary() {
            super("-primary");
        }
    }

    /** The second. */
    static class Replica extends Database {
        Replica() {
            super("-replica");
        }
    }

    /** Whether the database is. */
    static class DatabaseIsReady extends IsReady<StatefulSet> {}

    /** First one, and when that is ready, the other. */
    @Workflow(
            dependents = {
                @Dependent(name = "primary", type = Primary.class, readyPostcondition = DatabaseIsReady.class),
                @Dependent(name = "replica", type = Replica.class, dependsOn = "primary")
            })
    @ControllerConfiguration
    static class Storing implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            return UpdateControl.noUpdate();
        }
    }

    @Test
    void stateful_sets_are_made_one_after_the_other() {
        Operator operator = things.start(new Storing());
        things.create("store", "");

        eventually(() ->
                assertThat(set("store-replica").getStatus().getReadyReplicas()).isEqualTo(2));
        assertThat(set("store-primary").getStatus().getReadyReplicas()).isEqualTo(2);
        assertThat(set("store-replica").getMetadata().getCreationTimestamp())
                .isGreaterThanOrEqualTo(set("store-primary").getMetadata().getCreationTimestamp());
        operator.stop();
    }

    private StatefulSet set(String name) {
        return things.client()
                .apps()
                .statefulSets()
                .inNamespace(things.namespace())
                .withName(name)
                .require();
    }

    /** A migration that fails where the thing says so. */
    static class Migration extends CRUDKubernetesDependentResource<Job, Thing> {

        @Override
        protected Job desired(Thing thing, Context<Thing> context) {
            PodTemplateSpec pods = pods(thing.getMetadata().getName())
                    .edit()
                    .editMetadata()
                    .withAnnotations(
                            Map.of("kubeuser.dev/simulate", thing.getSpec().getValue()))
                    .endMetadata()
                    .editSpec()
                    .withRestartPolicy("Never")
                    .endSpec()
                    .build();
            return new JobBuilder()
                    .withNewMetadata()
                    .withName(thing.getMetadata().getName())
                    .withNamespace(thing.getMetadata().getNamespace())
                    .endMetadata()
                    .withNewSpec()
                    .withBackoffLimit(0)
                    .withTemplate(pods)
                    .endSpec()
                    .build();
        }
    }

    /** Says how the migration ended. */
    @Workflow(dependents = @Dependent(type = Migration.class))
    @ControllerConfiguration
    static class Migrating implements Reconciler<Thing> {

        @Override
        public UpdateControl<Thing> reconcile(Thing thing, Context<Thing> context) {
            String ended = context.getSecondaryResource(Job.class)
                    .flatMap(job -> job.getStatus().getConditions().stream()
                            .filter(condition -> condition.getStatus().equals("True"))
                            .map(condition -> condition.getType())
                            .filter(type -> type.equals("Complete") || type.equals("Failed"))
                            .findFirst())
                    .orElse("runs");
            return UpdateControl.patchStatus(thing.seen(ended));
        }
    }

    @Test
    void the_end_of_a_job_is_seen() {
        Operator operator = things.start(new Migrating());
        things.create("good", "Succeeded");
        things.create("bad", "Failed");

        eventually(() -> assertThat(things.status("good")).isEqualTo("Complete"));
        eventually(() -> assertThat(things.status("bad")).isEqualTo("Failed"));
        operator.stop();
    }

    @Test
    void fabric8_waits_until_it_is_ready(@KubeNamespace String namespace) {
        Deployment plain = new DeploymentBuilder()
                .withNewMetadata()
                .withName("plain")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", "plain")
                .endSelector()
                .withTemplate(pods("plain"))
                .endSpec()
                .build();
        things.client().resource(plain).create();

        Deployment ready = things.client().resource(plain).waitUntilReady(60, TimeUnit.SECONDS);

        assertThat(ready.getStatus().getReadyReplicas()).isEqualTo(1);
    }
}
