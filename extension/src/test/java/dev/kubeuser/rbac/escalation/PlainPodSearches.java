package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Techniques that run code in a pod of another ServiceAccount. */
final class PlainPodSearches {

    private PlainPodSearches() {}

    /** Runs pods as another ServiceAccount of the namespace, which takes no permission on that ServiceAccount. */
    static final class CreatingWorkloads implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.WORKLOAD;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return permissions.becomeByNamespace(
                    technique(), "makes pods run as", namespace -> Workloads.uses(permissions, namespace));
        }
    }

    /**
     * Creates a ControllerRevision, from which a StatefulSet creates pods during a rollout. It replaces a deleted one,
     * or the StatefulSet's status names it.
     */
    static final class RewritingRevisions implements PlainTechniqueSearch {

        private static final ResourceAttributes REVISIONS =
                ResourceAttributes.of("create", "apps", "controllerrevisions");
        private static final ResourceAttributes STATUS =
                ResourceAttributes.of("update", "apps", "statefulsets").subresource("status");

        @Override
        public Technique technique() {
            return Technique.WORKLOAD;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return permissions
                    .becomeByNamespace(
                            technique(),
                            "makes the revision of a StatefulSet, if one is rolled out, whose pods run as",
                            namespace -> uses(permissions, namespace))
                    .map(step -> step.atMost(Certainty.DEPENDS));
        }

        private static Optional<List<UsedPermission>> uses(PlainHeldPermissions permissions, String namespace) {
            return permissions
                    .creation(REVISIONS.in(namespace))
                    .flatMap(create -> permissions
                            .useOfSome(REVISIONS.in(namespace), "delete", "deletecollection")
                            .or(() -> permissions.useOfSome(STATUS.in(namespace), "update", "patch"))
                            .map(more -> Stream.concat(create.stream(), Stream.of(more))
                                    .toList()));
        }
    }

    /**
     * Enters running pods by exec, attach, an ephemeral container or another image. Up to Kubernetes 1.34, {@code get}
     * also allows exec and attach; the search ignores that.
     */
    static final class EnteringPods implements PlainTechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.POD_ACCESS;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return permissions.becomeByNamespace(
                    technique(),
                    "gets into pods, if there are any, that run as",
                    namespace -> use(permissions, namespace).map(List::of));
        }

        private static Optional<UsedPermission> use(PlainHeldPermissions permissions, String namespace) {
            ResourceAttributes pods =
                    ResourceAttributes.of("create", "", "pods").in(namespace);
            return Stream.of(
                            permissions.useOfSome(pods.subresource("exec"), "create"),
                            permissions.useOfSome(pods.subresource("attach"), "create"),
                            addingContainers(permissions, namespace),
                            permissions.useOfSome(pods, "update", "patch"))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        static Optional<UsedPermission> addingContainers(PlainHeldPermissions permissions, String namespace) {
            ResourceAttributes pods =
                    ResourceAttributes.of("update", "", "pods").in(namespace);
            return permissions.useOfSome(pods.subresource("ephemeralcontainers"), "update", "patch");
        }
    }

    /** Makes admission inject the user's containers into pods that others create. */
    static final class ChangingAdmission implements PlainTechniqueSearch {

        private static final String GROUP = "admissionregistration.k8s.io";

        private static final String POLICIES = "mutatingadmissionpolicies";

        @Override
        public Technique technique() {
            return Technique.MUTATING_ADMISSION;
        }

        @Override
        public Stream<Step> from(PlainHeldPermissions permissions) {
            return webhook(permissions).or(() -> policy(permissions)).stream()
                    .flatMap(uses -> permissions.become(
                            technique(),
                            "changes pods as others create them, if they do, that run as",
                            uses,
                            permissions.principals().accounts()));
        }

        private static Optional<List<UsedPermission>> write(PlainHeldPermissions permissions, String resource) {
            ResourceAttributes objects = ResourceAttributes.of("create", GROUP, resource);
            return permissions
                    .creation(objects)
                    .or(() -> permissions.useOfSome(objects, "update", "patch").map(List::of));
        }

        private static Optional<List<UsedPermission>> webhook(PlainHeldPermissions permissions) {
            return write(permissions, "mutatingwebhookconfigurations");
        }

        /** Assumes that an existing policy is bound; a new one also takes a binding. */
        private static Optional<List<UsedPermission>> policy(PlainHeldPermissions permissions) {
            return permissions
                    .useOfSome(ResourceAttributes.of("update", GROUP, POLICIES), "update", "patch")
                    .map(List::of)
                    .or(() -> permissions
                            .creation(ResourceAttributes.of("create", GROUP, POLICIES))
                            .flatMap(policy -> write(permissions, "mutatingadmissionpolicybindings")
                                    .map(binding -> Stream.concat(policy.stream(), binding.stream())
                                            .toList())));
        }
    }

    /** Workloads that run pods as any ServiceAccount. The ServiceAccount of an existing pod is immutable. */
    static final class Workloads {

        private static final ResourceAttributes PODS = ResourceAttributes.of("create", "", "pods");
        private static final List<ResourceAttributes> CONTROLLERS = List.of(
                ResourceAttributes.of("create", "apps", "deployments"),
                ResourceAttributes.of("create", "apps", "daemonsets"),
                ResourceAttributes.of("create", "apps", "statefulsets"),
                ResourceAttributes.of("create", "apps", "replicasets"),
                ResourceAttributes.of("create", "batch", "jobs"),
                ResourceAttributes.of("create", "batch", "cronjobs"),
                ResourceAttributes.of("create", "", "replicationcontrollers"));

        private Workloads() {}

        static Optional<List<UsedPermission>> uses(PlainHeldPermissions permissions, String namespace) {
            return Stream.concat(Stream.of(PODS), CONTROLLERS.stream())
                    .flatMap(create -> permissions.creation(create.in(namespace)).stream())
                    .min(Comparator.comparingInt(List::size))
                    .or(() -> change(permissions, namespace).map(List::of));
        }

        private static Optional<UsedPermission> change(PlainHeldPermissions permissions, String namespace) {
            return CONTROLLERS.stream()
                    .filter(controller -> !controller.resource().equals("jobs"))
                    .flatMap(controller -> permissions.useOfSome(controller.in(namespace), "update", "patch").stream())
                    .findFirst();
        }
    }
}
