package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.internal.AdminKubeconfig;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.KubeconfigFiles;
import dev.kubeuser.internal.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What it takes to be the administrator of an existing cluster: a directory with the context's kubeconfig, and the
 * server's answer to it.
 *
 * @param context the context of the kubeconfig
 * @param directory to be removed by whoever has this
 * @param admin to be closed by whoever has this
 * @param greeting what the server said
 */
record ExistingConnection(String context, Path directory, AdminKubeconfig admin, Greeting greeting) {

    /** Leaves nothing behind if it fails. */
    static ExistingConnection open(ExistingOptions cluster, Duration timeout) {
        String context = ExistingProvider.requireContext(cluster);
        String kubeconfig = KubeconfigFiles.load(cluster.kubeconfigs()).only(context);
        Path directory = ClusterDirectory.createOwned();
        try {
            Path file = PrivateFiles.write(directory.resolve("admin.kubeconfig"), kubeconfig);
            return greet(context, directory, AdminKubeconfig.foreign(file), timeout);
        } catch (IOException failure) {
            ClusterDirectory.remove(directory);
            throw new ClusterException(
                    "The context " + context + " of the kubeconfig cannot be used: " + failure.getMessage(), failure);
        } catch (RuntimeException failure) {
            ClusterDirectory.remove(directory);
            throw failure;
        }
    }

    private static ExistingConnection greet(String context, Path directory, AdminKubeconfig admin, Duration timeout) {
        try {
            return new ExistingConnection(context, directory, admin, Greeting.exchange(admin, context, timeout));
        } catch (RuntimeException failure) {
            admin.close();
            throw failure;
        }
    }
}
