// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import java.time.LocalDate;
import java.util.Optional;

/** The version of Kubernetes that a specification asks for, and the oldest that this library can use. */
public final class WantedVersion {

    /**
     * The first with SelfSubjectReview v1, by which the library finds out who a credential is. Also required:
     * aggregated discovery and {@code expirationSeconds}, both older.
     */
    private static final KubernetesVersion OLDEST = KubernetesVersion.parse("1.28");

    private WantedVersion() {}

    /**
     * Checks the version of a server or an image that was not made by this library.
     *
     * @param version as the server says it; one that cannot be read is let through
     * @return a sentence about what is wrong with it, without its owner and a full stop; empty if nothing is
     */
    public static Optional<String> tooOld(String version) {
        return KubernetesVersion.find(version)
                .filter(found -> found.withoutPatch().compareTo(OLDEST) < 0)
                .map(found -> "has Kubernetes " + found + ", but kubeuser needs " + OLDEST
                        + " or newer: older servers do not say who a credential is (SelfSubjectReview)");
    }

    /**
     * {@return a sentence if Kubernetes makes no more patches of a version}
     *
     * @param version as the server says it
     * @param today the day on which it runs
     */
    static Optional<String> endOfLifeWarning(String version, LocalDate today) {
        KnownVersions known = KnownVersions.read();
        return KubernetesVersion.find(version)
                .map(KubernetesVersion::withoutPatch)
                .flatMap(minor -> known.endOfLife(minor)
                        .filter(today::isAfter)
                        .map(end -> "Kubernetes " + minor + " has received no patches since " + end
                                + "; the newest minor here is "
                                + known.standard().withoutPatch()));
    }

    /**
     * Returns the specification with the version that will be started, so that two that mean the same version are
     * equal: the exact one, or the minor if the kind is not yet decided, since k3s may have another patch of it. One
     * whose cluster, program or image comes from elsewhere stays as it is.
     *
     * @throws IllegalArgumentException if the version is not known
     */
    public static ClusterSpec withResolvedVersion(ClusterSpec spec) {
        boolean isStartedByTable = switch (spec.kind()) {
            case EMBEDDED -> spec.launch().binary() == null;
            case K3S -> spec.k3sImage() == null;
            case AUTO -> spec.launch().binary() == null && spec.k3sImage() == null;
            case EXISTING, OTHER -> false;
        };
        return isStartedByTable ? spec.withVersion(resolve(spec)) : spec;
    }

    private static KubernetesVersion resolve(ClusterSpec spec) {
        KnownVersions known = KnownVersions.read();
        KubernetesVersion asked = spec.version();
        return switch (spec.kind()) {
            case K3S -> known.requireK3s(asked);
            case AUTO ->
                asked != null && asked.isExact()
                        ? known.require(asked)
                        : known.require(asked).withoutPatch();
            default -> known.require(asked);
        };
    }

    /**
     * Checks what was started or found. A cluster that was started elsewhere may have any patch of the minor.
     *
     * @throws ClusterException if the cluster has another version, or one that is too old for this library
     */
    static void requireMatches(Cluster cluster, ClusterSpec spec) {
        tooOld(cluster.version()).ifPresent(reason -> {
            throw new ClusterException("The " + cluster.kind() + " cluster at " + cluster.server() + " " + reason);
        });
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
            case EXISTING -> "name the context of another cluster by kubeuser.context, or request no version";
            case EMBEDDED -> "kubeuser.control-plane.binary names its program; leave that or the version out";
            case K3S -> "kubeuser.k3s.image or k3sImage names its image; leave that or the version out";
            case AUTO, OTHER -> "its provider ignores the version; request none";
        };
    }
}
