// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.internal;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.LaunchOptions;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A cluster from another {@code ClusterProvider}, known by its kubeconfig. */
public final class AdoptedCluster extends ManagedCluster {

    private final Runnable end;

    private AdoptedCluster(String version, Path directory, AdminAccess admin, Runnable end) {
        super(ClusterKind.OTHER, version, directory, admin, ServedFiles.NONE);
        this.end = end;
    }

    /** Connects to the cluster. If that fails, leaves nothing behind and does not end the cluster. */
    public static AdoptedCluster of(Path kubeconfig, String context, LaunchOptions launch, Runnable end) {
        KubeconfigContext only = KubeconfigFiles.load(List.of(kubeconfig)).only(context);
        return ClusterDirectory.createFor(false, directory -> {
            try {
                return connect(directory, AdminAccess.foreign(directory, only, launch), end);
            } catch (IOException | ApiException failure) {
                String reason =
                        failure instanceof ApiException refusal ? ApiRequests.describe(refusal) : failure.getMessage();
                throw new ClusterException(
                        "The cluster of context " + context + " of " + kubeconfig + " cannot be used: " + reason,
                        failure);
            }
        });
    }

    private static AdoptedCluster connect(Path directory, AdminAccess admin, Runnable end) throws ApiException {
        try {
            return new AdoptedCluster(admin.requests().version(), directory, admin, end);
        } catch (ApiException | RuntimeException failure) {
            admin.close();
            throw failure;
        }
    }

    @Override
    public Optional<String> failure() {
        return guard().silence()
                .map(silence -> "The cluster at " + server() + " no longer answers: " + silence.reason());
    }

    @Override
    public void close() {
        disconnect();
        try {
            end.run();
        } finally {
            ClusterDirectory.remove(directory());
        }
    }
}
