// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster;

import java.util.Arrays;
import java.util.Locale;
import org.apiguardian.api.API;

/**
 * How Deployments, other workloads and their pods behave.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/">Workloads</a>
 */
@API(status = API.Status.MAINTAINED, since = "0.1")
public enum Workloads {
    /**
     * The default of the kind of cluster. On {@link ClusterKind#EMBEDDED} Jobs make pods, Deployments and their like do
     * not, and each pod stays pending.
     */
    DEFAULT,
    /**
     * Deployments, ReplicaSets, StatefulSets, DaemonSets and Jobs make pods, which are scheduled to a node that does
     * not exist. After {@link ClusterSpec#readyAfter()} a pod is ready; one that is not always restarted then
     * completes. The annotation {@code kubeuser.dev/simulate} of a pod asks for another outcome: {@code Running},
     * {@code Succeeded}, {@code Failed}, {@code CrashLoopBackOff}, {@code ImagePullBackOff} or {@code Unschedulable}.
     * Nothing runs in the pods. On {@link ClusterKind#EMBEDDED} only.
     */
    SIMULATED;

    /**
     * {@return the constant with this name}
     *
     * @param name {@code default} or {@code simulated}, in any case
     * @throws IllegalArgumentException if there is none
     */
    public static Workloads parse(String name) {
        return Arrays.stream(values())
                .filter(workloads -> workloads.toString().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + name + "\" is neither " + DEFAULT + " nor " + SIMULATED));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
