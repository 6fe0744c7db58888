// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.existing;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterKind;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.KubeconfigContext;
import dev.kubeuser.cluster.internal.KubeconfigFiles;
import dev.kubeuser.cluster.internal.ManagedCluster;
import dev.kubeuser.cluster.internal.ServedFiles;
import dev.kubeuser.cluster.internal.WantedVersion;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.rbac.Subject;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * A cluster that already runs, reached through one context of a kubeconfig. Closing it removes only what tests created.
 */
final class ExistingCluster extends ManagedCluster {

    private static final System.Logger LOG = System.getLogger(ExistingCluster.class.getName());

    private static final String ANONYMOUS = "system:anonymous";

    /** Answers about an object that others have removed or replaced. */
    private static final Set<Integer> GONE = Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT);

    private final String context;
    private final String userName;
    private final boolean keep;

    private ExistingCluster(
            String context, String userName, String version, Path directory, AdminAccess admin, boolean keep) {
        super(ClusterKind.EXISTING, version, directory, admin, ServedFiles.NONE);
        this.context = context;
        this.userName = userName;
        this.keep = keep;
    }

    /** Connects, and removes what killed runs of this machine left. */
    static ExistingCluster attach(ClusterSpec spec) {
        ExistingCluster cluster = connect(spec.existing(), spec.launch());
        try {
            cluster.leftovers().removeThoseOfThisMachine();
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "kubeuser: using the existing cluster of context " + cluster.context + ", Kubernetes "
                        + cluster.version() + " at " + cluster.server() + ", as "
                        + Subject.textOf(cluster.userName) + ", run "
                        + cluster.run().id());
        return cluster;
    }

    /** Connects as the administrator. Leaves nothing behind if it fails. */
    static ExistingCluster connect(ExistingOptions options, LaunchOptions launch) {
        String context = ExistingProvider.requireContext(options);
        KubeconfigFiles files = KubeconfigFiles.load(options.kubeconfigs());
        KubeconfigContext only = files.only(context);
        return ClusterDirectory.createFor(launch.keep(), directory -> {
            try {
                return connect(context, directory, AdminAccess.foreign(directory, only, launch), launch);
            } catch (IOException failure) {
                throw new ClusterException(
                        "The context " + context + " of " + files + " cannot be used: " + failure.getMessage(),
                        failure);
            }
        });
    }

    private static ExistingCluster connect(String context, Path directory, AdminAccess admin, LaunchOptions launch) {
        String where = "The existing cluster of context " + context + " at " + admin.server();
        try {
            ApiRequests requests = within(launch.startTimeout(ClusterKind.EXISTING), admin.requests());
            String version = requests.version();
            WantedVersion.tooOld(version).ifPresent(reason -> {
                throw new ClusterException(where + " " + reason);
            });
            String userName = WhoAmI.ask(requests).name();
            if (userName.equals(ANONYMOUS)) {
                throw new ClusterException(
                        where + " takes the kubeconfig's user for " + ANONYMOUS + ": the credential did not reach it");
            }
            return new ExistingCluster(context, userName, version, directory, admin, launch.keep());
        } catch (ApiException refusal) {
            admin.close();
            throw new ClusterException(where + " cannot be used: " + reason(refusal), refusal);
        } catch (RuntimeException failure) {
            admin.close();
            throw failure;
        }
    }

    private static ApiRequests within(Duration timeout, ApiRequests requests) {
        OkHttpClient hasty = requests.http().newBuilder().callTimeout(timeout).build();
        return requests.by(hasty);
    }

    private static String reason(ApiException refusal) {
        return refusal.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                ? "it does not accept the credential of the kubeconfig's user (401); is it expired, or of another"
                        + " cluster?"
                : ApiRequests.describe(refusal);
    }

    /** A signer takes milliseconds, and some clusters have none. */
    @Override
    public Duration csrTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public boolean isOfOthers() {
        return true;
    }

    @Override
    public Optional<String> failure() {
        return guard().silence()
                .map(silence -> "The existing cluster of context " + context + " at " + server()
                        + " no longer answers: " + silence.reason());
    }

    Leftovers leftovers() {
        return new Leftovers(adminRequests());
    }

    /** Removes what is left of this run. That is nothing, unless a removal failed or the JVM ends before its tests. */
    @Override
    public void close() {
        try {
            removeCreated();
        } finally {
            disconnect();
            if (!keep) {
                ClusterDirectory.remove(directory());
            }
        }
    }

    /** The newest first: a namespace was created before what is in it. What stays does not hold up the rest. */
    private void removeCreated() {
        List<Map.Entry<String, String>> left = new ArrayList<>(created().entrySet());
        Collections.reverse(left);
        List<String> stay = new ArrayList<>();
        for (Map.Entry<String, String> object : left) {
            try {
                adminRequests().delete(HttpUrl.get(object.getValue()), object.getKey());
            } catch (ApiException refusal) {
                if (!GONE.contains(refusal.getCode())) {
                    stay.add(object.getValue() + ": " + ApiRequests.describe(refusal));
                }
                if (refusal.getCode() == 0) {
                    break; // nothing answers
                }
            }
        }
        if (stay.isEmpty()) {
            return;
        }
        String message = "What this run created in the existing cluster of context " + context
                + " could not be removed: " + String.join("\n  ", stay)
                + "\nRemove it by its label " + run().selector()
                + ", as \"kubeuser cleanup --context " + context + "\" does.";
        if (failure().isEmpty()) {
            throw new ClusterException(message);
        }
        LOG.log(System.Logger.Level.WARNING, "kubeuser: " + message); // the tests have failed for it already
    }
}
