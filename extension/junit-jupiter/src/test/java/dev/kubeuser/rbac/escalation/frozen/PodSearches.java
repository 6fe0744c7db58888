package dev.kubeuser.rbac.escalation.frozen;

import dev.kubeuser.rbac.ResourceAttributes;
import dev.kubeuser.rbac.ServerFeature;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Techniques that run code in a pod of another ServiceAccount. */
final class PodSearches {

    private PodSearches() {}

    /** Runs pods as another ServiceAccount of the namespace, which takes no permission on that ServiceAccount. */
    static final class CreatingWorkloads implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.WORKLOAD;
        }

        @Override
        public Need need() {
            return Need.RUN_PODS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions.becomeByNamespace(
                    need(), technique(), "makes pods run as", namespace -> Workloads.uses(permissions, namespace));
        }
    }

    /**
     * Creates a ControllerRevision, from which a StatefulSet creates pods during a rollout. It replaces one that is
     * deleted, by the user or by the garbage collector for want of an owner, or the StatefulSet's status names it.
     */
    static final class RewritingRevisions implements TechniqueSearch {

        private static final ResourceAttributes REVISIONS =
                ResourceAttributes.of("create", "apps", "controllerrevisions");
        private static final ResourceAttributes STATUS =
                ResourceAttributes.of("update", "apps", "statefulsets").subresource("status");

        @Override
        public Technique technique() {
            return Technique.WORKLOAD;
        }

        @Override
        public Need need() {
            return Need.MAKE_REVISIONS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return permissions
                    .becomeByNamespace(
                            need(),
                            technique(),
                            "makes the revision of a StatefulSet, if one is rolled out, whose pods run as",
                            namespace -> uses(permissions, namespace))
                    .map(step -> step.atMost(Certainty.DEPENDS));
        }

        private static Optional<List<UsedPermission>> uses(HeldPermissions permissions, String namespace) {
            return permissions
                    .creation(REVISIONS.in(namespace))
                    .flatMap(create -> permissions
                            .useOfSome(REVISIONS.in(namespace), "delete", "deletecollection", "update", "patch")
                            .or(() -> permissions.useOfSome(STATUS.in(namespace), "update", "patch"))
                            .map(more -> Stream.concat(create.stream(), Stream.of(more))
                                    .toList()));
        }
    }

    /**
     * Enters running pods by exec, attach, an ephemeral container or another image.
     *
     * @param features what the API server does: it may take {@code get} for exec and attach
     */
    record EnteringPods(Set<ServerFeature> features) implements TechniqueSearch {

        @Override
        public Technique technique() {
            return Technique.POD_ACCESS;
        }

        @Override
        public Need need() {
            return Need.ENTER_PODS;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return Stream.concat(
                    permissions.becomeByNamespace(
                            need(),
                            technique(),
                            "gets into pods, if there are any, that run as",
                            namespace -> use(permissions, namespace).map(List::of)),
                    controlPlane(permissions).stream());
        }

        /** Static pods take no other image and no ephemeral container, and a rule that names pods hardly names them. */
        private Optional<Step> controlPlane(HeldPermissions permissions) {
            ResourceAttributes exec = ResourceAttributes.of("create", "", "pods")
                    .subresource("exec")
                    .in("kube-system");
            return permissions
                    .useOfAny(exec, connecting(features))
                    .map(use -> permissions.becomeControlPlane(technique(), "runs commands in", List.of(use)));
        }

        Optional<UsedPermission> use(HeldPermissions permissions, String namespace) {
            ResourceAttributes pods =
                    ResourceAttributes.of("create", "", "pods").in(namespace);
            String[] connecting = connecting(features);
            return Stream.of(
                            permissions.useOfSome(pods.subresource("exec"), connecting),
                            permissions.useOfSome(pods.subresource("attach"), connecting),
                            addingContainers(permissions, namespace),
                            permissions.useOfSome(pods, "update", "patch"))
                    .flatMap(Optional::stream)
                    .findFirst();
        }

        /** The verbs each of which is enough to open a stream to a pod. */
        static String[] connecting(Set<ServerFeature> features) {
            return features.contains(ServerFeature.CREATE_FOR_STREAMS)
                    ? new String[] {"create"}
                    : new String[] {"create", "get"};
        }

        static Optional<UsedPermission> addingContainers(HeldPermissions permissions, String namespace) {
            ResourceAttributes pods =
                    ResourceAttributes.of("update", "", "pods").in(namespace);
            return permissions.useOfSome(pods.subresource("ephemeralcontainers"), "update", "patch");
        }
    }

    /**
     * Makes admission inject the user's containers into pods that others create.
     *
     * @param features what the API server does: it may have policies besides webhooks
     */
    record ChangingAdmission(Set<ServerFeature> features) implements TechniqueSearch {

        private static final String GROUP = "admissionregistration.k8s.io";

        private static final String POLICIES = "mutatingadmissionpolicies";

        @Override
        public Technique technique() {
            return Technique.MUTATING_ADMISSION;
        }

        @Override
        public Need need() {
            return Need.CHANGE_ADMISSION;
        }

        @Override
        public Stream<Step> from(HeldPermissions permissions) {
            return webhook(permissions)
                    .or(() -> features.contains(ServerFeature.MUTATING_ADMISSION_POLICIES)
                            ? policy(permissions)
                            : Optional.empty())
                    .stream()
                    .flatMap(uses -> permissions.become(
                            technique(),
                            "changes pods as others create them, if they do, that run as",
                            uses,
                            permissions.principals().accounts()));
        }

        private static Optional<List<UsedPermission>> write(HeldPermissions permissions, String resource) {
            ResourceAttributes objects = ResourceAttributes.of("create", GROUP, resource);
            return permissions
                    .creation(objects)
                    .or(() -> permissions.useOfSome(objects, "update", "patch").map(List::of));
        }

        private static Optional<List<UsedPermission>> webhook(HeldPermissions permissions) {
            return write(permissions, "mutatingwebhookconfigurations");
        }

        /** Assumes that an existing policy is bound; a new one also takes a binding. */
        private static Optional<List<UsedPermission>> policy(HeldPermissions permissions) {
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

        private Workloads() {}

        static Optional<List<UsedPermission>> uses(HeldPermissions permissions, String namespace) {
            return Stream.concat(Stream.of(PODS), Need.Controllers.CREATED.stream())
                    .flatMap(create -> permissions.creation(create.in(namespace)).stream())
                    .min(Comparator.comparingInt(List::size))
                    .or(() -> change(permissions, namespace).map(List::of));
        }

        private static Optional<UsedPermission> change(HeldPermissions permissions, String namespace) {
            return Need.Controllers.CREATED.stream()
                    .filter(controller -> !controller.resource().equals("jobs"))
                    .flatMap(controller -> permissions.useOfSome(controller.in(namespace), "update", "patch").stream())
                    .findFirst();
        }
    }
}
