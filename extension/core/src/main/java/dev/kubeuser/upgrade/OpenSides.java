package dev.kubeuser.upgrade;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.base.internal.OpenResources;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import java.util.List;

/** The clusters of a comparison and what it applied to them. Closing undoes all in reverse order. Thread-safe. */
final class OpenSides implements AutoCloseable {

    private static final ApplyOptions OPTIONS =
            ApplyOptions.defaults().withCreateNamespaces(true).withOwner("a comparison of versions");

    private final List<Manifests> manifests;
    private final OpenResources open = new OpenResources();

    OpenSides(List<Manifests> manifests) {
        this.manifests = manifests;
    }

    ComparedCluster read(ComparedSide side) {
        Cluster cluster = cluster(side);
        KubeAccess admin = open.add(KubeAccess.admin(cluster));
        for (Manifests applied : manifests) {
            apply(applied, admin);
        }
        return ComparedCluster.read(cluster);
    }

    private Cluster cluster(ComparedSide side) {
        if (side instanceof ComparedSide.Running running) {
            return running.cluster();
        }
        return open.add(Clusters.start(((ComparedSide.Specified) side).spec()));
    }

    private void apply(Manifests applied, KubeAccess admin) {
        try {
            open.add(AppliedManifests.apply(applied, admin, OPTIONS));
        } catch (ManifestException failure) {
            throw new ManifestException(
                    "On Kubernetes " + admin.cluster().version() + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() {
        open.close();
    }
}
