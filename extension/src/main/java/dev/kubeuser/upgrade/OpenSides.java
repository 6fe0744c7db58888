package dev.kubeuser.upgrade;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.Clusters;
import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.Manifests;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The clusters of a comparison and what it applied to them. Closing undoes all in reverse order. Thread-safe. */
final class OpenSides implements AutoCloseable {

    private static final ApplyOptions OPTIONS =
            ApplyOptions.defaults().withCreateNamespaces(true).withOwner("a comparison of versions");

    private final List<Manifests> manifests;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    OpenSides(List<Manifests> manifests) {
        this.manifests = manifests;
    }

    ComparedCluster read(ComparedSide side) {
        Cluster cluster = cluster(side);
        KubeAccess admin = KubeAccess.admin(cluster);
        onClose(admin::close);
        for (Manifests applied : manifests) {
            apply(applied, admin);
        }
        return ComparedCluster.read(cluster);
    }

    private Cluster cluster(ComparedSide side) {
        if (side instanceof ComparedSide.Running running) {
            return running.cluster();
        }
        RunningCluster started = Clusters.start(((ComparedSide.Specified) side).spec());
        onClose(started::close);
        return started;
    }

    private void apply(Manifests applied, KubeAccess admin) {
        try {
            onClose(AppliedManifests.apply(applied, admin, OPTIONS)::close);
        } catch (ManifestException failure) {
            throw new ManifestException(
                    "On Kubernetes " + admin.cluster().version() + ": " + failure.getMessage(), failure);
        }
    }

    private synchronized void onClose(Runnable action) {
        undo.push(action);
    }

    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!undo.isEmpty()) {
            try {
                undo.pop().run();
            } catch (RuntimeException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
