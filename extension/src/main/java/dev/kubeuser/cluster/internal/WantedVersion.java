package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.version.KubernetesVersion;
import dev.kubeuser.version.internal.KnownVersions;

/** The version of Kubernetes that a specification asks for. */
public final class WantedVersion {

    private WantedVersion() {}

    /**
     * Returns the specification with the exact version that will be started, so that two that mean the same version are
     * equal. One whose cluster, program or image comes from elsewhere stays as it is.
     *
     * @throws IllegalArgumentException if the version is not known
     */
    public static ClusterSpec settle(ClusterSpec spec) {
        boolean isStartedByTable = switch (spec.kind()) {
            case EMBEDDED -> spec.launch().binary() == null;
            case K3S -> spec.k3s().image() == null;
            case AUTO -> spec.launch().binary() == null && spec.k3s().image() == null;
            case EXISTING, OTHER -> false;
        };
        return isStartedByTable ? spec.withVersion(KnownVersions.read().require(spec.version())) : spec;
    }

    /**
     * Checks what was started or found. A cluster that was started elsewhere may have any patch of the minor.
     *
     * @throws ClusterException if the cluster has another version
     */
    static void requireOf(Cluster cluster, ClusterSpec spec) {
        KubernetesVersion asked = spec.version();
        if (asked == null) {
            return;
        }
        boolean isFree = cluster.kind() == ClusterKind.EXISTING || cluster.kind() == ClusterKind.OTHER;
        KubernetesVersion wanted = isFree ? asked.withoutPatch() : asked;
        if (KubernetesVersion.find(cluster.version()).filter(wanted::includes).isEmpty()) {
            throw new ClusterException("Kubernetes " + wanted + " was asked for, but the " + cluster + " was found: "
                    + remedy(cluster.kind()));
        }
    }

    private static String remedy(ClusterKind kind) {
        return switch (kind) {
            case EXISTING -> "name the context of another cluster by kubeuser.context, or ask for no version";
            case EMBEDDED -> "kubeuser.control-plane.binary names its program; leave that or the version out";
            case K3S -> "kubeuser.k3s.image or k3sImage names its image; leave that or the version out";
            case AUTO, OTHER -> "its provider does not heed the version; ask for none";
        };
    }
}
