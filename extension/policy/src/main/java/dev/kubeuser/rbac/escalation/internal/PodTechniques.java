// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.rbac.escalation.internal;

import dev.kubeuser.rbac.ServerFeature;
import dev.kubeuser.rbac.escalation.Certainty;
import dev.kubeuser.rbac.escalation.Technique;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Techniques that run code in a pod of another ServiceAccount, or take over a node and with it all its pods. */
final class PodTechniques {

    /** Runs pods as any ServiceAccount. */
    static final Uses RUNNING = new Uses(Set.copyOf(Privilege.WORKLOADS), PodTechniques::running);

    static final Uses ADDING_CONTAINERS = Uses.some(Privilege.ADD_CONTAINERS);

    private static final Uses MOUNTING = Uses.create(Privilege.CREATE_VOLUMES).and(RUNNING.inSomeNamespace());

    private static final Uses CLAIMING = Uses.create(Privilege.CREATE_CLAIMS)
            .or(Uses.create(Privilege.CREATE_CLAIM_TEMPLATES))
            .and(RUNNING);

    /** Runs pods as another ServiceAccount of the namespace, which takes no permission on that ServiceAccount. */
    static final TechniqueSearch CREATING_WORKLOADS =
            TechniqueSearch.inNamespaces(Technique.WORKLOAD, "makes pods run as", RUNNING);

    /**
     * Creates a ControllerRevision, from which a StatefulSet creates pods during a rollout. It replaces one that is
     * deleted, by the user or by the garbage collector for want of an owner, or the StatefulSet's status names it.
     */
    static final TechniqueSearch REWRITING_REVISIONS = TechniqueSearch.inNamespaces(
                    Technique.WORKLOAD,
                    "makes the revision of a StatefulSet, if one is rolled out, whose pods run as",
                    Uses.create(Privilege.CREATE_REVISIONS)
                            .and(Uses.some(Privilege.REPLACE_REVISIONS)
                                    .or(Uses.some(Privilege.CHANGE_STATEFUL_SET_STATUS))))
            .map(step -> step.atMost(Certainty.DEPENDS));

    /** Runs commands in the pods of all nodes, or of those that a rule names. Over a websocket, {@code get} does. */
    static final TechniqueSearch RUNNING_COMMANDS = TechniqueSearch.inCluster(
            Technique.NODES_PROXY,
            "runs commands by the kubelets' API in pods, if there are any, that run as",
            Uses.some(Privilege.PROXY_TO_NODES, "get", "create"));

    /** In the control plane only by a rule for all nodes: those that a rule names may not be nodes of it. */
    static final TechniqueSearch RUNNING_COMMANDS_IN_CONTROL_PLANE = TechniqueSearch.toControlPlane(
            Technique.NODES_PROXY,
            "runs commands by the kubelets' API in",
            BindingScope.CLUSTER,
            Uses.any(Privilege.PROXY_TO_NODES, "get", "create"));

    /**
     * Mounts a node's file system through a PersistentVolume, which Pod Security does not check, and reads the tokens
     * of pods. An ephemeral volume creates its own claim; the pod's author needs no permission for it.
     */
    static final TechniqueSearch MOUNTING_HOSTS = TechniqueSearch.inCluster(
            Technique.HOST_VOLUME,
            "mounts a node's file system and reads the tokens of pods there, if there are any, that run as",
            MOUNTING);

    static final TechniqueSearch MOUNTING_CONTROL_PLANE = TechniqueSearch.toControlPlane(
            Technique.HOST_VOLUME,
            "mounts a node's file system and reads the credentials of",
            BindingScope.CLUSTER,
            MOUNTING);

    /** A StorageClass is immutable; an ephemeral volume creates its own claim. */
    static final TechniqueSearch MOUNTING_BY_STORAGE_CLASSES = TechniqueSearch.inCluster(
            Technique.STORAGE_CLASS,
            "mounts directories of nodes, if a provisioner makes volumes of them, and reads the tokens of pods there"
                    + " that run as",
            Uses.create(Privilege.CREATE_STORAGE_CLASSES).and(RUNNING.inSomeNamespace()));

    /** The API server accepts claims with admin access only in namespaces with a label. */
    static final TechniqueSearch READING_DEVICES = TechniqueSearch.inCluster(
            Technique.DEVICE_ADMIN_ACCESS,
            "reads devices of pods, if they hold a token, that run as",
            HostPodSearch.RELABELLING
                    .and(CLAIMING)
                    .inSomeNamespace()
                    .or(Uses.create(Privilege.CREATE_NAMESPACES).and(CLAIMING)));

    static final TechniqueSearch READING_LOGS = TechniqueSearch.inNamespaces(
            Technique.LOGS, "reads logs of pods, if they hold a token, that run as", Uses.some(Privilege.READ_LOGS));

    /**
     * A kubelet serves its node's directory of logs, in which are those of pods, to who asks it and not the API server.
     */
    static final TechniqueSearch READING_NODE_LOGS = TechniqueSearch.inCluster(
            Technique.LOGS,
            "reads logs of pods by the kubelets' API, if they hold a token, that run as",
            Uses.some(Privilege.READ_NODE_LOGS));

    private PodTechniques() {}

    private static Optional<List<Step.Use>> running(HeldPermissions permissions, String namespace) {
        return Privilege.WORKLOADS.stream()
                .flatMap(workload -> Uses.create(workload).by(permissions, namespace).stream())
                .min(Comparator.comparingInt(List::size))
                .or(() -> Privilege.WORKLOADS.stream()
                        .filter(PodTechniques::canChangeAccount)
                        .flatMap(workload -> Uses.change(workload).by(permissions, namespace).stream())
                        .findFirst());
    }

    /** The ServiceAccount of an existing pod or Job is immutable. */
    private static boolean canChangeAccount(Privilege workload) {
        return workload != Privilege.CREATE_PODS && workload != Privilege.CREATE_JOBS;
    }

    /** By exec, attach, an ephemeral container or another image. */
    static Uses entering(Set<ServerFeature> features) {
        return connecting(features, Privilege.EXEC, Privilege.EXEC_BY_GET)
                .or(connecting(features, Privilege.ATTACH, Privilege.ATTACH_BY_GET))
                .or(ADDING_CONTAINERS)
                .or(Uses.some(Privilege.CHANGE_PODS));
    }

    private static Uses connecting(Set<ServerFeature> features, Privilege byCreate, Privilege byGet) {
        return Uses.connect(features, Uses.some(byCreate), Uses.some(byGet));
    }

    static TechniqueSearch enteringPods(Set<ServerFeature> features) {
        return TechniqueSearch.inNamespaces(
                Technique.POD_ACCESS, "gets into pods, if there are any, that run as", entering(features));
    }

    /** Static pods take no other image and no ephemeral container, and a rule that names pods hardly names them. */
    static TechniqueSearch enteringControlPlane(Set<ServerFeature> features) {
        return TechniqueSearch.toControlPlane(
                Technique.POD_ACCESS,
                "runs commands in",
                "kube-system",
                Uses.connect(features, Uses.any(Privilege.EXEC), Uses.any(Privilege.EXEC_BY_GET)));
    }

    /** Each HTTP method is a verb. */
    static TechniqueSearch reachingServers(Set<ServerFeature> features) {
        return TechniqueSearch.inNamespaces(
                Technique.PROXY,
                "reaches servers in pods, if one does as it is told, that run as",
                Uses.some(Privilege.PROXY_TO_PODS)
                        .or(Uses.some(Privilege.PROXY_TO_SERVICES))
                        .or(connecting(features, Privilege.FORWARD_PORTS, Privilege.FORWARD_PORTS_BY_GET)));
    }
}
