package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.KubeconfigContext;
import dev.kubeuser.cluster.internal.KubeconfigFiles;
import dev.kubeuser.cluster.internal.WantedVersion;
import dev.kubeuser.cluster.internal.WhoAmI;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connection to an existing cluster as its administrator. The caller closes {@code admin} and removes
 * {@code directory}.
 *
 * @param context the context of the kubeconfig
 * @param directory holds the context's kubeconfig
 * @param admin the credential and its connections
 * @param version the version of the server, for example {@code v1.36.3}
 * @param userName the name by which the server knows the kubeconfig's user
 */
record ExistingConnection(String context, Path directory, AdminAccess admin, String version, String userName)
        implements AutoCloseable {

    private static final String ANONYMOUS = "system:anonymous";
    private static final int UNAUTHORIZED = 401;

    /** Leaves nothing behind if it fails. */
    static ExistingConnection open(ExistingOptions cluster, LaunchOptions launch) {
        String context = ExistingProvider.requireContext(cluster);
        KubeconfigFiles files = KubeconfigFiles.load(cluster.kubeconfigs());
        KubeconfigContext only = files.only(context);
        return ClusterDirectory.createFor(launch.keep(), directory -> {
            try {
                return open(
                        context,
                        directory,
                        AdminAccess.foreign(directory, only, launch),
                        launch.startTimeout(ClusterKind.EXISTING));
            } catch (IOException failure) {
                throw new ClusterException(
                        "The context " + context + " of " + files + " cannot be used: " + failure.getMessage(),
                        failure);
            }
        });
    }

    private static ExistingConnection open(String context, Path directory, AdminAccess admin, Duration timeout) {
        String where = "The existing cluster of context " + context + " at " + admin.server();
        try {
            ApiRequests requests = within(timeout, admin.requests());
            String version = requests.version();
            WantedVersion.tooOld(version).ifPresent(reason -> {
                throw new ClusterException(where + " " + reason);
            });
            String userName = WhoAmI.ask(requests).name();
            if (userName.equals(ANONYMOUS)) {
                throw new ClusterException(
                        where + " takes the kubeconfig's user for " + ANONYMOUS + ": the credential did not reach it");
            }
            return new ExistingConnection(context, directory, admin, version, userName);
        } catch (ApiException refusal) {
            admin.close();
            throw new ClusterException(where + " cannot be used: " + reason(refusal), refusal);
        } catch (RuntimeException failure) {
            admin.close();
            throw failure;
        }
    }

    /** Disconnects and removes the directory; the cluster stays as it is. */
    @Override
    public void close() {
        admin.close();
        ClusterDirectory.remove(directory);
    }

    private static String reason(ApiException refusal) {
        if (refusal.getCode() == UNAUTHORIZED) {
            return "it does not accept the credential of the kubeconfig's user (401); is it expired, or of another"
                    + " cluster?";
        }
        return ApiRequests.describe(refusal);
    }

    private static ApiRequests within(Duration timeout, ApiRequests requests) {
        return requests.by(requests.http().newBuilder().callTimeout(timeout).build());
    }
}
