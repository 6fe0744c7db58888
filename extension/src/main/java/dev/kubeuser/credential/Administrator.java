package dev.kubeuser.credential;

import io.kubernetes.client.openapi.ApiClient;

/**
 * Takes the steps of a flow that no user under test takes.
 *
 * @param apiClient the administrator's client
 */
record Administrator(ApiClient apiClient) implements Actor {

    @Override
    public String name() {
        return "the administrator";
    }
}
