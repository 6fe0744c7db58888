// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.cluster.LaunchOptions;
import dev.kubeuser.cluster.internal.AdminAccess;
import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ClusterDirectory;
import dev.kubeuser.cluster.internal.KubeconfigContext;
import dev.kubeuser.cluster.internal.KubeconfigFiles;
import dev.kubeuser.question.ClusterPolicy;
import dev.kubeuser.rbac.RbacPolicy;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The policy in force in the cluster of a kubeconfig's context, which is read and never written: it may be production.
 *
 * @param policy its roles and bindings
 * @param version the version of its API server, for example {@code v1.37.2}
 */
record ContextPolicy(RbacPolicy policy, String version) {

    /** A list of many thousands of bindings takes a while. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** Sends requests that read, and no others. */
    private static final class OnlyReading implements Interceptor {
        @Override
        public Response intercept(Chain chain) throws IOException {
            String method = chain.request().method();
            if (!method.equals("GET")) {
                throw new IOException("a " + method + " is not sent to a cluster that is only read");
            }
            return chain.proceed(chain.request());
        }
    }

    /**
     * Reads it.
     *
     * @param cluster the kubeconfig and the context
     * @throws IllegalArgumentException if there is no kubeconfig
     * @throws ClusterException if the cluster cannot be reached or refuses
     */
    static ContextPolicy read(ExistingOptions cluster) {
        if (cluster.kubeconfigs().isEmpty()) {
            throw new IllegalArgumentException(
                    "a context needs a kubeconfig: name it by --kubeconfig or the environment variable KUBECONFIG");
        }
        String context = String.valueOf(cluster.context());
        KubeconfigContext only = KubeconfigFiles.load(cluster.kubeconfigs()).only(context);
        Path directory = ClusterDirectory.createFor(false, made -> made);
        try {
            LaunchOptions launch =
                    LaunchOptions.defaults().withStartTimeout(TIMEOUT).withRequestTimeout(TIMEOUT);
            try (AdminAccess admin = AdminAccess.foreign(directory, only, launch)) {
                return read(admin.requests());
            }
        } catch (IOException failure) {
            throw new ClusterException("The context " + context + " cannot be used: " + failure.getMessage(), failure);
        } catch (ApiException refusal) {
            throw new ClusterException(
                    "The cluster of the context " + context + " cannot be read: " + ApiRequests.describe(refusal),
                    refusal);
        } finally {
            ClusterDirectory.remove(directory);
        }
    }

    static ContextPolicy read(ApiRequests requests) throws ApiException {
        ApiRequests reading = requests.by(
                requests.http().newBuilder().addInterceptor(new OnlyReading()).build());
        String version = reading.version();
        return new ContextPolicy(ClusterPolicy.read(reading.apiClient()), version);
    }
}
