package dev.kubeuser.credential;

import dev.kubeuser.cluster.internal.ApiRequests;
import dev.kubeuser.cluster.internal.ManagedCluster;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Takes the steps of a flow that no user under test takes.
 *
 * @param cluster waits for the cluster and returns it
 */
record Administrator(Supplier<ManagedCluster> cluster) implements Caller {

    @Override
    public String name() {
        return "the administrator";
    }

    @Override
    public OkHttpClient httpClient() {
        return requests().http();
    }

    @Override
    public HttpUrl baseUrl() {
        return requests().base();
    }

    private ApiRequests requests() {
        return cluster.get().adminRequests();
    }
}
