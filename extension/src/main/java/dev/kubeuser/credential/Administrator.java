package dev.kubeuser.credential;

import dev.kubeuser.cluster.internal.ApiRequests;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Takes the steps of a flow that no user under test takes.
 *
 * @param requests the administrator's
 */
record Administrator(ApiRequests requests) implements Actor {

    @Override
    public String name() {
        return "the administrator";
    }

    @Override
    public OkHttpClient httpClient() {
        return requests.http();
    }

    @Override
    public HttpUrl baseUrl() {
        return requests.base();
    }
}
